/** What a column is matched with. */
export interface ColumnAttribute {
  readonly reference: string;
  readonly label: string;
  readonly multiValued: boolean;
}

export interface ColumnOptions {
  /** The column that names the user; left out, the first of the usual names. */
  readonly userColumn?: string | undefined;
  /** `COLUMN=reference`, each before anything that is matched by name. */
  readonly map?: readonly string[];
}

/** What each column of a file holds, by the column's place. */
export interface ColumnMap {
  readonly user: number;
  readonly values: readonly { readonly place: number; readonly reference: string; readonly multiValued: boolean }[];
  /** Columns that are no attribute. */
  readonly ignored: readonly string[];
}

const USER_COLUMNS = ['username', 'email', 'e-mail', 'login', 'user'];

function placeOf(header: readonly string[], column: string, option: string): number {
  const place = header.indexOf(column);
  if (place < 0) throw new Error(`${option}: the file has no column "${column}"; it has ${header.join(', ')}.`);
  return place;
}

function findUser(header: readonly string[], userColumn: string | undefined): number {
  if (userColumn !== undefined) return placeOf(header, userColumn, '--user-column');
  const names = header.map((name) => name.toLowerCase());
  const usual = USER_COLUMNS.find((name) => names.includes(name));
  if (usual === undefined) throw new Error(`No column names the user: say which does with --user-column.`);
  return names.indexOf(usual);
}

function readMapping(header: readonly string[], mapping: string, references: ReadonlySet<string>): [number, string] {
  const cut = mapping.lastIndexOf('=');
  const [column, reference] = [mapping.slice(0, Math.max(cut, 0)), mapping.slice(cut + 1)];
  if (column === '' || reference === '') throw new Error(`--map ${mapping}: write COLUMN=reference.`);
  if (!references.has(reference)) throw new Error(`--map ${mapping}: Omni has no attribute "${reference}".`);
  return [placeOf(header, column, '--map'), reference];
}

/**
 * The attribute that a header names: its reference counts more than a label, and a label only if one attribute has it.
 */
function byName(name: string, attributes: readonly ColumnAttribute[]): string | undefined {
  if (attributes.some(({ reference }) => reference === name)) return name;
  const labelled = attributes.filter(({ label }) => label === name);
  if (labelled.length > 1) {
    const references = labelled.map(({ reference }) => reference).join(', ');
    throw new Error(`The column "${name}" could be ${references}: say which with --map.`);
  }
  return labelled[0]?.reference;
}

/**
 * Finds out what each column of a file holds: as `--map` says, or the attribute whose reference or label its header is.
 *
 * @throws Error in one line when a column or an attribute that is named does not exist, or something is not unique
 */
export function mapColumns(
  header: readonly string[],
  attributes: readonly ColumnAttribute[],
  { userColumn, map = [] }: ColumnOptions = {},
): ColumnMap {
  const known = new Map(attributes.map((attribute) => [attribute.reference, attribute]));
  const references = new Set(known.keys());
  const user = findUser(header, userColumn);
  const mapped = new Map(map.map((mapping) => readMapping(header, mapping, references)));

  const values: ColumnMap['values'][number][] = [];
  const ignored: string[] = [];
  for (const [place, name] of header.entries()) {
    const reference = mapped.get(place) ?? (place === user ? undefined : byName(name, attributes));
    const twice = values.find((other) => other.reference === reference);
    if (twice) throw new Error(`The columns "${header[twice.place]}" and "${name}" both hold ${reference}.`);
    if (reference !== undefined) values.push({ place, reference, multiValued: !!known.get(reference)?.multiValued });
    else if (place !== user) ignored.push(name);
  }
  if (values.length === 0) throw new Error('No column is an attribute: name one with --map COLUMN=reference.');
  return { user, values, ignored };
}
