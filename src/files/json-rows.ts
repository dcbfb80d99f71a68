import { isObject } from '../base/is-object.ts';
import type { RowNotes } from './csv-rows.ts';
import type { FileFormat, FileOptions } from './file-options.ts';
import { type FileRow, readUserName } from './file-row.ts';
import { quoted } from './shown-name.ts';

/** What holds a user's values: omni-user-manager's name, and Omni's (https://docs.omni.co/api/users/list-users). */
const ATTRIBUTE_KEYS = ['userAttributes', 'urn:omni:params:1.0:UserAttribute'];
const USER_KEYS = ['userName', 'email'];

/** The users of a file, and which of the formats it has. */
export interface JsonUsers {
  readonly format: Exclude<FileFormat, 'csv'>;
  readonly users: readonly unknown[];
  /** How many users the list has of which the file is a page; undefined where it does not say. */
  readonly total: number | undefined;
}

/** @throws Error in one line where the file has neither form */
export function jsonUsers(value: unknown, asked: FileFormat | undefined): JsonUsers {
  const resources = isObject(value) && Array.isArray(value.Resources) ? value.Resources : undefined;
  if (resources && asked !== 'users-json') {
    const total = isObject(value) && typeof value.totalResults === 'number' ? value.totalResults : undefined;
    return { format: 'scim', users: resources, total };
  }
  if (Array.isArray(value) && asked !== 'scim') return { format: 'users-json', users: value, total: undefined };
  if (asked === 'scim') throw new Error('The file is no list of SCIM: an object with "Resources".');
  if (asked === 'users-json') throw new Error('The file is no list of users: [{"userName", "userAttributes"}].');
  throw new Error('The JSON is neither a list of users nor a list of SCIM, an object with "Resources".');
}

function nameIn(user: Readonly<Record<string, unknown>>, where: string, { userColumn }: FileOptions): string {
  const keys = userColumn === undefined ? USER_KEYS : [userColumn];
  const name = keys.map((key) => user[key]).find((one) => one !== undefined);
  if (name !== undefined && typeof name !== 'string') throw new Error(`${where}: ${keys[0]} is no text.`);
  return readUserName(name ?? '', where);
}

function attributesIn(user: Readonly<Record<string, unknown>>, where: string): unknown {
  const [first, second] = ATTRIBUTE_KEYS.filter((key) => user[key] !== undefined && user[key] !== null);
  if (first && second) throw new Error(`${where} has both ${quoted(first)} and ${quoted(second)}.`);
  return first === undefined ? {} : user[first];
}

/** The rows of a file of JSON; users without a value of an attribute are left out. @throws Error in one line */
export function* jsonRows(users: readonly unknown[], options: FileOptions, notes: RowNotes): Generator<FileRow> {
  for (const [index, user] of users.entries()) {
    const line = index + 1;
    const where = `User ${line}`;
    if (!isObject(user)) throw new Error(`${where} is no object.`);
    const userName = nameIn(user, where, options);
    const values = notes.objects.read(attributesIn(user, where), where);
    for (const { column, value } of values) if (typeof value === 'string') notes.notes.look(column, value, line);
    if (values.length > 0) yield { line, userName, values, cells: [] };
    else notes.leftOut.add('without a value', line);
  }
}
