import { type Body, type PatchOperation, type SentValue, type SentValues, USER_ATTRIBUTES } from './bodies.ts';
import { checkBody } from './check-body.ts';
import type { OmniInstance } from './instance.ts';
import { badRequest } from './omni-error.ts';
import type { StoredValues } from './stored-values.ts';

/** What a write asks for; values are not yet checked against the definitions. */
export interface UserChange {
  userName?: string;
  displayName?: string;
  active?: boolean;
  values: SentValues;
}

const CORE = { userName: 'string', displayName: 'string', active: 'boolean' } as const;
type Verb = 'add' | 'remove' | 'replace';
const isCore = (path: string): path is keyof typeof CORE => Object.hasOwn(CORE, path);

function addCore(change: object, path: string, value: SentValue | undefined): void {
  if (!isCore(path) || typeof value !== CORE[path]) throw badRequest(path, 'Invalid input');
  Object.assign(change, { [path]: value });
}

/** RFC 7644, 3.5.2.1: `add` to several values adds to them; to a single value it replaces. */
function added(before: SentValue | undefined, value: SentValue): SentValue {
  return Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value;
}

/** Gathers the operations of one PATCH in their order. */
class PatchReader {
  readonly #core: Omit<UserChange, 'values'> = {};
  readonly #values = new Map<string, SentValue>();
  readonly #instance: OmniInstance;
  readonly #stored: StoredValues;

  constructor(instance: OmniInstance, stored: StoredValues) {
    this.#instance = instance;
    this.#stored = stored;
  }

  get change(): UserChange {
    return { ...this.#core, values: Object.fromEntries(this.#values) };
  }

  read({ op, path, value }: PatchOperation): void {
    const verb = op.toLowerCase() as Verb;
    if (path === undefined) this.#readWithoutPath(verb, value);
    else if (path.startsWith(`${USER_ATTRIBUTES}:`)) this.#readColonPath(verb, path, value);
    else if (isCore(path)) addCore(this.#core, path, verb === 'remove' ? undefined : value);
    else this.#refuse('path');
  }

  #readWithoutPath(verb: Verb, value: SentValue): void {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw badRequest('value', 'Invalid input');
    const parts = value as Record<string, SentValue>;
    for (const name of Object.keys(CORE)) if (Object.hasOwn(parts, name)) addCore(this.#core, name, parts[name]);
    const values = parts[USER_ATTRIBUTES] as SentValues | undefined;
    if (!values) return;
    if (this.#instance.switches.patchForms === 'colon-only') this.#refuse('value');
    else for (const [reference, one] of Object.entries(values)) this.#set(verb, reference, one);
  }

  #readColonPath(verb: Verb, path: string, value: SentValue): void {
    if (this.#instance.switches.patchForms === 'nopath-only') this.#refuse('path');
    else this.#set(verb, path.slice(USER_ATTRIBUTES.length + 1), value);
  }

  #set(verb: Verb, reference: string, value: SentValue): void {
    const before = this.#values.get(reference) ?? new Map(Object.entries(this.#stored)).get(reference);
    this.#values.set(reference, { remove: null, add: added(before, value), replace: value }[verb]);
  }

  #refuse(field: string): void {
    if (this.#instance.switches.otherForm === '400') throw badRequest(field, 'Invalid');
  }
}

/** Some Omnis may take a `remove` without `value`; the published schema does not. */
function withRemoveValues(body: unknown): unknown {
  const operations = (body as Partial<Body<'ScimUserPatchRequest'>> | undefined)?.Operations;
  if (!Array.isArray(operations)) return body;
  const complete = operations.map((one) => (/^remove$/i.test(one?.op) ? { value: null, ...one } : one));
  return { ...(body as object), Operations: complete };
}

/**
 * What a PATCH body asks for. Paths and forms that this instance does not take are refused or ignored.
 * @param stored the user's values now
 * @throws OmniError 400
 */
export function readPatch(instance: OmniInstance, stored: StoredValues, body: unknown): UserChange {
  const complete = instance.switches.removeWithoutValue === 'ok' ? withRemoveValues(body) : body;
  const reader = new PatchReader(instance, stored);
  for (const operation of checkBody('ScimUserPatchRequest', complete).Operations) reader.read(operation);
  return reader.change;
}
