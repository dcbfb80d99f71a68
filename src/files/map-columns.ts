import { FAILURE_COLUMNS } from './failure-columns.ts';
import { type FileAttribute, findAttribute } from './find-attribute.ts';
import { listHint } from './list-hint.ts';
import { noAttribute } from './no-attribute.ts';
import { readPair } from './read-pair.ts';
import { quoted } from './shown-name.ts';

export interface ColumnOptions {
  /** The column that names the user; left out, the first of the usual names. */
  readonly userColumn?: string | undefined;
  /** `COLUMN=reference`, each before anything that is matched by name. */
  readonly map?: readonly string[];
  /** `Group*=reference`: columns that hold one value each of a multi-valued attribute. */
  readonly list?: readonly string[];
}

/** One or several columns that hold one attribute. */
export interface ValueColumn {
  /** The header, or the headers of a list; for messages. */
  readonly column: string;
  /** Of the file, from 0. */
  readonly places: readonly number[];
  readonly reference: string;
  readonly multiValued: boolean;
  /** Whether each place holds one entry of a list. */
  readonly isList: boolean;
}

/** What each column of a file holds. */
export interface ColumnMap {
  readonly user: number;
  readonly values: readonly ValueColumn[];
  /** The column whose cells hold all values of a user as a JSON object, as omni-user-manager writes it. */
  readonly object: number | undefined;
  /** Columns that are no attribute. */
  readonly ignored: readonly string[];
}

const USER_COLUMNS = ['username', 'email', 'e-mail', 'login', 'user', 'userprincipalname'];
const OBJECT_COLUMNS: ReadonlySet<string> = new Set(['userattributes', 'urn:omni:params:1.0:userattribute']);

/** Entra's template writes `Department [department]` or `User name [userPrincipalName] Required`. */
const ENTRA_HEADER = /^(.*?)\s*\[([^\]]+)\](?:\s+Required)?$/i;

function placeOf(header: readonly string[], column: string, option: string): number {
  const exact = header.indexOf(column);
  const lower = column.toLowerCase();
  const similar = header.flatMap((name, place) => (name.toLowerCase() === lower ? [place] : []));
  const place = exact >= 0 ? exact : similar.length === 1 ? similar[0] : undefined;
  if (place !== undefined) return place;
  throw new Error(`${option}: the file has no column ${quoted(column)}; it has ${header.map(quoted).join(', ')}.`);
}

/** The names that a header may go by, the whole one first. */
function namesOf(header: string): string[] {
  const [, shown, property] = ENTRA_HEADER.exec(header) ?? [];
  return [header, property, shown].filter((name) => name !== undefined && name !== '') as string[];
}

/** The place of the column that names the user; undefined where none has a usual name. */
export function usualUserColumn(header: readonly string[]): number | undefined {
  const names = header.map((name) => namesOf(name).map((one) => one.toLowerCase()));
  const usual = USER_COLUMNS.find((name) => names.some((one) => one.includes(name)));
  return usual === undefined ? undefined : names.findIndex((one) => one.includes(usual));
}

function findUser(header: readonly string[], userColumn: string | undefined): number {
  if (userColumn !== undefined) return placeOf(header, userColumn, '--user-column');
  const place = usualUserColumn(header);
  if (place !== undefined) return place;
  const columns = header.filter((name) => name !== '').map(quoted);
  throw new Error(
    `No column names the user; the header has ${columns.join(', ')}. Say which does with --user-column, or with --skip-lines how many lines stand above the header.`,
  );
}

/** `*` stands for any text, all else for itself in any case. */
const fits = (pattern: string): ((name: string) => boolean) => {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 'is');
  return (name) => expression.test(name);
};

function readList(header: readonly string[], text: string, attributes: readonly FileAttribute[]): ValueColumn {
  const { left, attribute } = readPair('--list', text, 'COLUMNS=reference', attributes);
  const { reference, multiValued } = attribute;
  if (!multiValued) throw new Error(`--list ${text}: ${reference} takes one value.`);
  const places = header.flatMap((name, place) => (fits(left)(name) ? [place] : []));
  if (places.length === 0) throw new Error(`--list ${text}: the file has no such column.`);
  const column = places.map((place) => header[place]).join(', ');
  return { column, places, reference, multiValued, isList: true };
}

function readMap(header: readonly string[], text: string, attributes: readonly FileAttribute[]): ValueColumn {
  const { left, attribute } = readPair('--map', text, 'COLUMN=reference', attributes);
  const { reference, multiValued } = attribute;
  const place = placeOf(header, left, '--map');
  return { column: header[place] ?? '', places: [place], reference, multiValued, isList: false };
}

function byName(column: string, place: number, attributes: readonly FileAttribute[]): ValueColumn | undefined {
  for (const name of namesOf(column)) {
    const found = findAttribute(name, attributes);
    if (found) {
      const { reference, multiValued } = found;
      return { column, places: [place], reference, multiValued, isList: false };
    }
  }
  return undefined;
}

/** @throws Error where two columns hold one attribute, or one column two */
function refuseTwice(values: readonly ValueColumn[]): void {
  for (const [reference, [first, second]] of Map.groupBy(values, (one) => one.reference)) {
    if (first && second)
      throw new Error(`The columns ${quoted(first.column)} and ${quoted(second.column)} both hold ${reference}.`);
  }
  const places = values.flatMap((one) => one.places.map((place) => ({ place, one })));
  for (const [, [first, second]] of Map.groupBy(places, ({ place }) => place)) {
    if (first && second)
      throw new Error(`${quoted(first.one.column)} is to hold ${first.one.reference} and ${second.one.reference}.`);
  }
}

/** What the columns that no option names are by their headers. */
function nameColumns(header: readonly string[], taken: ReadonlySet<number>, attributes: readonly FileAttribute[]) {
  const named: ValueColumn[] = [];
  const ignored: string[] = [];
  const isObject = (name: string) => OBJECT_COLUMNS.has(name.toLowerCase()) && !findAttribute(name, attributes);
  const found = header.findIndex((name, place) => !taken.has(place) && isObject(name));
  const object = found < 0 ? undefined : found;
  for (const [place, name] of header.entries()) {
    if (taken.has(place) || place === object || FAILURE_COLUMNS.includes(name)) continue;
    // Beside an object the other columns are that tool's own: its "groups" are no attribute of this name.
    const column = name === '' || object !== undefined ? undefined : byName(name, place, attributes);
    if (column) named.push(column);
    else ignored.push(name === '' ? `column ${place + 1} (no header)` : name);
  }
  return { named, object, ignored };
}

/**
 * Finds out what each column of a file holds: as `--list` and `--map` say, or the attribute that its header names.
 *
 * @param header without outer blanks
 * @throws Error in one line when a column or an attribute that is named does not exist, or something is not unique
 */
export function mapColumns(
  header: readonly string[],
  attributes: readonly FileAttribute[],
  { userColumn, map = [], list = [] }: ColumnOptions = {},
): ColumnMap {
  const user = findUser(header, userColumn);
  const asked = [
    ...list.map((text) => readList(header, text, attributes)),
    ...map.map((text) => readMap(header, text, attributes)),
  ];
  const taken = new Set([user, ...asked.flatMap(({ places }) => places)]);
  const { named, object, ignored } = nameColumns(header, taken, attributes);
  const values = [...asked, ...named];
  refuseTwice(values);
  if (values.length === 0 && object === undefined) {
    const hints = listHint(ignored, 1).map(({ column, message }) => ` ${column}: ${message}`);
    throw noAttribute('column', attributes, hints.join(''));
  }
  return { user, values, object, ignored };
}
