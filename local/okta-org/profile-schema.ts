import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { History } from '../shared/history.ts';
import { asObject, own } from './json-object.ts';
import { invalid } from './okta-error.ts';
import { type SchemaProperty, writtenProperty } from './property.ts';
import type { OktaOrgSwitches } from './switches.ts';

export type Properties = Readonly<Record<string, SchemaProperty>>;

interface Surroundings {
  /** ms epoch */
  readonly now: number;
  readonly switches: OktaOrgSwitches;
  /** What the attribute of that name gives its value to, such as `omni.region`; undefined when nothing. */
  readonly populates: (name: string) => string | undefined;
}

/** The attributes of one kind of profile, with the past that a delayed reader still sees. */
export class ProfileSchema {
  readonly base: Properties;
  readonly #custom = new History<Properties>({});
  readonly #removedAt = new Map<string, number>();
  /** Okta's name of the write, for refusals. */
  readonly #operation: string;

  constructor(operation: string, base: Properties) {
    this.#operation = operation;
    this.base = base;
  }

  /** What is stored. */
  get custom(): Properties {
    return this.#custom.current;
  }

  /** What a reader sees. */
  visibleCustom(now: number, delayMs: number): Properties {
    return this.#custom.visible(now, delayMs);
  }

  property(name: string): SchemaProperty | undefined {
    return own(this.base, name) ?? own(this.custom, name);
  }

  /** Adds an attribute or replaces its definition by hand; seen at once. */
  put(name: string, sent: JsonObject): void {
    const property = writtenProperty(this.#operation, name, undefined, sent, 'replace');
    this.#custom.rewrite((custom) => ({ ...custom, [name]: property }));
  }

  /**
   * A partial write: what is absent stays, null removes. All of it, or nothing when any of it is refused.
   *
   * @returns the names that were removed
   * @throws OktaError E0000001, E0000003
   */
  write(body: unknown, surroundings: Surroundings): string[] {
    const { now, switches } = surroundings;
    const sent = this.#sentProperties(body);
    const kept = Object.fromEntries(Object.entries(this.custom).filter(([name]) => own(sent, name) !== null));
    const written = Object.entries(sent).filter(([, property]) => property !== null);
    const removed = Object.keys(sent).filter((name) => own(sent, name) === null && own(this.custom, name));
    for (const name of removed) this.#checkRemoval(name, surroundings);
    const after = written.map(([name, property]) => [name, this.#written(name, property, surroundings)] as const);
    for (const name of removed) this.#removedAt.set(name, now);
    this.#custom.write({ ...kept, ...Object.fromEntries(after) }, now, switches.visibilityDelayMs);
    return removed;
  }

  #sentProperties(body: unknown): JsonObject {
    const definitions = asObject(asObject(body).definitions ?? {});
    const base = asObject(asObject(definitions.base ?? {}).properties ?? {});
    if (Object.keys(base).length > 0) throw invalid(this.#operation, 'Base attributes cannot be changed.');
    const custom = asObject(definitions.custom ?? {}).properties ?? {};
    if (!isObject(custom)) throw invalid(this.#operation, 'Properties not an object.');
    return custom;
  }

  #checkRemoval(name: string, { populates }: Surroundings): void {
    const populated = populates(name);
    if (populated === undefined) return;
    // https://github.com/okta/terraform-provider-okta/issues/954
    throw invalid(this.#operation, `Property ${name} cannot be deleted. It is used to populate ${populated}.`);
  }

  #written(name: string, sent: unknown, { now, switches }: Surroundings): SchemaProperty {
    if (own(this.base, name)) throw invalid(this.#operation, `There is a base attribute of the name: ${name}`);
    const before = own(this.custom, name);
    const removedAt = this.#removedAt.get(name) ?? Number.NEGATIVE_INFINITY;
    if (!before && now < removedAt + switches.deletionMs) {
      // https://github.com/okta/terraform-provider-okta/issues/1974
      throw invalid(this.#operation, `The deletion process for the variable name '${name}' is incomplete.`);
    }
    return writtenProperty(this.#operation, name, before, sent, switches.propertyWrite);
  }
}
