import { cutName } from './cut-text.ts';
import { modelFile } from './model-file.ts';
import type { ModelPart } from './model-part.ts';
import type {
  AccessFilter,
  AccessGrant,
  GrantParameter,
  GrantUse,
  Mention,
  ModelProblem,
  ModelReading,
  Topic,
} from './model-reading.ts';
import { namedAttributes } from './named-attributes.ts';
import { someValues } from './some-values.ts';

/** Where the walk is. */
interface Here {
  readonly file: string;
  readonly topic: string;
  /** Of several topics put together; what holds in it besides is of those. */
  readonly composite: string;
  readonly view: string;
  /** Empty outside of dimensions, measures and filters. */
  readonly field: string;
  /** The nearest key above; it says what a text is. */
  readonly key: string;
}

/** A file of half a million parts has far more than a megabyte, or aliases that stand for aliases. */
const MAX_VISITS = 500_000;

/** Below these stand names that the model gives, and no parameters. */
const NAMED = new Map<string, 'topic' | 'view' | 'field'>([
  ['topics', 'topic'],
  ['views', 'view'],
  ['dimensions', 'field'],
  ['measures', 'field'],
]);

/** https://docs.omni.co/modeling/models/default-topic-required-access-grants and the page of the other default */
const TOPIC_DEFAULTS = new Map<string, GrantParameter>([
  ['default_topic_required_access_grants', 'required_access_grants'],
  ['default_topic_hidden_unless_access_grants', 'hidden_unless_access_grants'],
]);

const GRANT_PARAMETERS = new Map<string, GrantParameter>([
  ...TOPIC_DEFAULTS,
  ['required_access_grants', 'required_access_grants'],
  ['hidden_unless_access_grants', 'hidden_unless_access_grants'],
  ['mask_unless_access_grants', 'mask_unless_access_grants'],
]);

const textOf = (part: ModelPart | undefined): string => (part?.kind === 'text' ? part.text : '');

/** A list of texts; one text alone is a list of one. */
function textsOf(part: ModelPart | undefined): string[] {
  if (part?.kind === 'text') return [part.text];
  return part?.kind === 'list' ? part.items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])) : [];
}

const entry = (part: ModelPart, key: string): ModelPart | undefined =>
  part.kind === 'map' ? part.entries.get(key) : undefined;

/** YAML 1.2 knows true and false alone; other tools write yes and on. */
const isTrue = (part: ModelPart | undefined): boolean => /^(true|yes|on)$/i.test(textOf(part));

const thingOf = ({ topic, composite, view, field }: Here): string => {
  if (field !== '') return `field ${view === '' ? '' : `${view}.`}${field}`;
  if (view !== '') return `view ${view}`;
  if (composite !== '') return `composite topic ${composite}`;
  return topic === '' ? 'the model' : `topic ${topic}`;
};

/** Goes through the files of one model and collects what it meets. */
export class ModelWalk {
  readonly #filters: AccessFilter[] = [];
  readonly #grants: AccessGrant[] = [];
  readonly #grantUses: GrantUse[] = [];
  readonly #mentions: Mention[] = [];
  readonly #topics = new Map<string, Topic>();
  readonly #problems: ModelProblem[] = [];
  /** The parameters whose syntax is known; every other one is gone through for the tags in its texts. */
  readonly #readers = new Map<string, (here: Here, value: ModelPart) => void>([
    // Views within views, by name: nothing of it is a parameter.
    ['joins', () => undefined],
    ['access_filters', (here, value) => this.#filterList(here, here.topic, value)],
    ['default_topic_access_filters', (here, value) => this.#filterList(here, '', value)],
    ['access_grants', (here, value) => this.#grantList(here, value)],
    ['dynamic_shared_extensions', (here, value) => this.#extensions(here, value)],
    ...[...GRANT_PARAMETERS].map(([key, parameter]): [string, (here: Here, value: ModelPart) => void] => [
      key,
      (here, value) => this.#wants(here, parameter, value),
    ]),
  ]);
  #visits = 0;

  file(path: string, root: ModelPart): void {
    this.#visits = 0;
    const { kind, name } = modelFile(path);
    const here = { file: cutName(path), topic: '', composite: '', view: '', field: '', key: '' };
    if (kind === 'topic') this.#topic({ ...here, topic: cutName(name) }, root);
    else this.#visit(kind === 'other' ? here : { ...here, [kind]: cutName(name) }, root);
  }

  end(): ModelReading {
    return {
      filters: this.#filters,
      grants: this.#grants,
      grantUses: this.#grantUses,
      mentions: this.#mentions,
      topics: [...this.#topics.values()],
      problems: this.#problems,
    };
  }

  #topic(here: Here, part: ModelPart): void {
    const has = (key: string): boolean => entry(part, key) !== undefined;
    const { topic: name, file } = here;
    this.#topics.set(name, {
      name,
      file,
      ownFilters: has('access_filters'),
      ownGrants: has('required_access_grants'),
      ownHiding: has('hidden_unless_access_grants'),
      // https://docs.omni.co/modeling/topics/parameters/extends
      bases: textsOf(entry(part, 'extends')).map(cutName),
      baseView: cutName(textOf(entry(part, 'base_view'))),
    });
    this.#visit(here, part);
  }

  /** Whether there may be one more. */
  #mayVisit({ file }: Here, { line }: ModelPart): boolean {
    this.#visits += 1;
    if (this.#visits === MAX_VISITS) {
      this.#problems.push({ file, line, message: `more than ${MAX_VISITS} parts: aliases stand for too many` });
    }
    return this.#visits < MAX_VISITS;
  }

  #visit(here: Here, part: ModelPart): void {
    if (!this.#mayVisit(here, part)) return;
    if (part.kind === 'text') this.#mention(here, part);
    if (part.kind === 'list') for (const item of part.items) this.#visit(here, item);
    if (part.kind === 'map') for (const [key, value] of part.entries) this.#parameter({ ...here, key }, value);
  }

  #parameter(here: Here, value: ModelPart): void {
    const names = here.key === 'filters' && here.field === '' ? 'field' : NAMED.get(here.key);
    const read = this.#readers.get(here.key);
    if (names && value.kind === 'map') this.#named(here, names, value.entries);
    else if (read) read(here, value);
    else this.#visit(here, value);
  }

  #named(here: Here, what: 'topic' | 'view' | 'field', entries: ReadonlyMap<string, ModelPart>): void {
    for (const [name, part] of entries) {
      const inside = { ...here, [what]: cutName(name) };
      if (what === 'topic') this.#topic(inside, part);
      else this.#visit(inside, part);
    }
  }

  /** https://docs.omni.co/modeling/topics/parameters/access-filters */
  #filterList({ file }: Here, topic: string, part: ModelPart): void {
    for (const item of part.kind === 'list' ? part.items : []) {
      const reference = cutName(textOf(entry(item, 'user_attribute')));
      if (reference === '') continue;
      this.#filters.push({
        file,
        line: item.line,
        reference,
        topic,
        field: cutName(textOf(entry(item, 'field'))),
        unfiltered: textsOf(entry(item, 'values_for_unfiltered')),
        wildcards: isTrue(entry(item, 'enable_sql_like_wildcards')),
      });
    }
  }

  /** https://docs.omni.co/modeling/models/access-grants */
  #grantList({ file }: Here, value: ModelPart): void {
    for (const [name, part] of value.kind === 'map' ? value.entries : []) {
      const reference = cutName(textOf(entry(part, 'user_attribute')));
      if (reference === '') continue;
      this.#grants.push({ file, line: part.line, name, reference, allowed: textsOf(entry(part, 'allowed_values')) });
    }
  }

  #wants(here: Here, parameter: GrantParameter, value: ModelPart): void {
    const wanted = textsOf(value);
    if (wanted.length === 0) return;
    const { file, topic, view, field, key } = here;
    const isDefault = TOPIC_DEFAULTS.has(key);
    const isTopic = topic !== '' && view === '' && field === '';
    const thing = isDefault ? 'topics without grants of their own' : thingOf(here);
    const of = isDefault ? 'every-topic' : isTopic ? 'topic' : 'part';
    this.#grantUses.push({ file, line: value.line, parameter, of, topic, thing, wanted });
  }

  /**
   * https://docs.omni.co/modeling/models/dynamic-shared-extensions - mappings, or a pattern that may name attributes
   */
  #extensions({ file, topic }: Here, value: ModelPart): void {
    for (const item of value.kind === 'list' ? value.items : []) {
      const pattern = textOf(entry(item, 'map_pattern'));
      const mappings = entry(item, 'mappings');
      const names = mappings?.kind === 'map' ? [...mappings.entries.keys()] : [];
      const detail =
        pattern === '' ? `applies one of ${someValues(names)}` : `applies the model named ${cutName(pattern)}`;
      const own = textOf(entry(item, 'user_attribute'));
      const references = new Set([...(own === '' ? [] : [own]), ...namedAttributes(pattern)]);
      for (const reference of references) {
        this.#mentions.push({ file, line: item.line, reference: cutName(reference), topic, kind: 'extension', detail });
      }
    }
  }

  #mention(here: Here, { text, line }: ModelPart & { kind: 'text' }): void {
    const { file, topic, field, key } = here;
    for (const reference of namedAttributes(text)) {
      const kind = field === '' ? 'other' : 'field';
      const detail = `${cutName(key)} of ${thingOf(here)}`;
      this.#mentions.push({ file, line, reference: cutName(reference), topic, kind, detail });
    }
  }
}
