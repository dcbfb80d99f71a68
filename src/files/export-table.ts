import { csvLine, spreadsheetText } from '../base/spreadsheet-text.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { cellText } from './cell-text.ts';
import { readUserName } from './file-row.ts';

/** A user as Omni shows them. */
export interface ExportedUser {
  /** Omni's id. */
  readonly omniUserId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly valuesKnown: boolean;
  readonly valueList: readonly {
    readonly reference: string;
    readonly values: AttributeValue;
    readonly source: 'own' | 'default' | 'unclear';
  }[];
}

/** A user or a value that the file does not hold. */
export interface Omission {
  readonly code:
    | 'INACTIVE'
    | 'AMBIGUOUS'
    | 'NAME_UNREADABLE'
    | 'VALUES_UNKNOWN'
    | 'DEFAULT_UNCLEAR'
    | 'VALUE_UNREADABLE';
  readonly userName: string;
  /** Empty where it is the whole user. */
  readonly reference: string;
}

/** A file of users, line by line, and what it does not hold. */
export interface ExportTable {
  readonly lines: readonly string[];
  /** Whether a cell bears an apostrophe that is no part of its value. */
  readonly isMarked: boolean;
  readonly omissions: readonly Omission[];
}

const isReadable = ({ userName }: ExportedUser): boolean => {
  try {
    return readUserName(userName, '') === userName;
  } catch {
    // Told as an omission.
    return false;
  }
};

/** Why a user has no row; undefined for those who have one. */
function whyOmitted(user: ExportedUser, bearers: ReadonlyMap<string, number>): Omission['code'] | undefined {
  if (!user.active) return 'INACTIVE';
  if ((bearers.get(userNameKey(user.userName)) ?? 0) > 1) return 'AMBIGUOUS';
  if (!isReadable(user)) return 'NAME_UNREADABLE';
  return user.valuesKnown ? undefined : 'VALUES_UNKNOWN';
}

/**
 * Makes a file that can be edited and pushed back. Pushed as it is, with blank cells ignored, it changes nothing: a
 * cell holds a value only where a push reads exactly that value out of it, and where the user is known to hold it.
 */
export function exportTable(users: readonly ExportedUser[], attributes: readonly Attribute[]): ExportTable {
  const bearers = new Map<string, number>();
  for (const { userName, active } of users) {
    const key = userNameKey(userName);
    if (active) bearers.set(key, (bearers.get(key) ?? 0) + 1);
  }
  const omissions: Omission[] = [];
  const cellOf = ({ userName, valueList }: ExportedUser, attribute: Attribute): string => {
    const { reference } = attribute;
    const shown = valueList.find((one) => one.reference === reference);
    if (!shown || shown.source === 'default') return '';
    const cell = shown.source === 'own' ? cellText(attribute, shown.values) : undefined;
    if (cell !== undefined) return cell;
    const code = shown.source === 'unclear' ? 'DEFAULT_UNCLEAR' : 'VALUE_UNREADABLE';
    omissions.push({ code, userName, reference });
    return '';
  };
  const rows = users.flatMap((user) => {
    const code = whyOmitted(user, bearers);
    if (code !== undefined) {
      omissions.push({ code, userName: user.userName, reference: '' });
      return [];
    }
    return [[spreadsheetText(user.userName), ...attributes.map((attribute) => cellOf(user, attribute))]];
  });
  // With a byte order mark Excel reads UTF-8 as such.
  const header = `\ufeff${csvLine(['userName', ...attributes.map(({ reference }) => reference)])}`;
  return {
    lines: [header, ...rows.map(csvLine)],
    isMarked: rows.some((cells) => cells.some((cell) => cell.startsWith("'"))),
    omissions,
  };
}
