import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { Attribute, AttributeValue } from './attribute.ts';
import type { Change } from './changes.ts';
import type { EmptyText, Intent } from './coerce.ts';
import { type Coercion, readIntents } from './intents.ts';
import type { WarningMark } from './value-warnings.ts';

/** Which row of a push, and whose. */
export interface RowPlace {
  /** Where the row stood in the push, from 0. */
  readonly index: number;
  readonly userName: string;
}

/** One user of a push, as the caller sent it. */
export interface PushRow extends RowPlace {
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * How it is known what a user holds: a page of the user list carried it, it was verified earlier, or it was read by id
 * in this push. Empty: the user was read and Omni shows no values, so everything asked is written, and the values
 * before are not known.
 */
export type Truth = 'list' | 'remembered' | 'read' | '';

/** A look at a user in this push. */
export interface Look {
  readonly by: 'list' | 'read';
  /** When it began, by the database's clock, ms epoch. */
  readonly at: number;
  /** By reference; undefined when the answer carried no values, which never means "none". */
  readonly shown: ReadonlyMap<string, AttributeValue> | undefined;
}

/** An Omni user as far as a push knows them. */
export interface KnownUser {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  /** The best look so far; undefined when the user was not looked at. */
  readonly look: Look | undefined;
  /** What the user held when last read back, by reference. */
  readonly remembered: ReadonlyMap<string, AttributeValue>;
  /** Later than the last change in that, and when the oldest of it was read from Omni, ms epoch. */
  readonly rememberedAt: number;
  readonly oldestReadAt: number;
}

/** A row that cannot be written, and why. */
export interface FailedRow extends RowPlace {
  readonly kind: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  /** Each wrong value with its JSON pointer, as one text; empty when no value is at fault. */
  readonly details: string;
}

/** A row whose values are written with an earlier row of the same user. */
export interface MergedRow extends RowPlace {
  readonly kind: 'merged';
  /** The index of that row. */
  readonly into: number;
}

/** A row of a user who has to be read by id before anything can be said. */
export interface UnknownRow extends RowPlace {
  readonly kind: 'unknown';
  readonly omniUserId: string;
}

/** A row whose values are all in place. */
export interface UnchangedRow extends RowPlace {
  readonly kind: 'unchanged';
  readonly omniUserId: string;
  readonly truth: Truth;
  /** When the look began that this goes by, ms epoch; left out where there was none. */
  readonly lookAt?: number;
  /** Of `remembered`: when the oldest of it was read. */
  readonly truthAt?: number;
  readonly coerced: readonly Coercion[];
  readonly warnings: readonly WarningMark[];
}

/** A row with something to write. */
export interface ChangeRow extends RowPlace {
  readonly kind: 'change';
  readonly omniUserId: string;
  readonly truth: Truth;
  /** As of an unchanged row. */
  readonly lookAt?: number;
  readonly truthAt?: number;
  readonly coerced: readonly Coercion[];
  readonly warnings: readonly WarningMark[];
  /** Sorted by reference; never empty. */
  readonly changes: readonly Change[];
}

/** What is to be done about one row. */
export type RowPlan = FailedRow | UnknownRow | UnchangedRow | ChangeRow;

/** A failure as the result of the row that it belongs to. */
export const failedRow = ({ index, userName }: RowPlace, { code, message, details }: ConnectorError): FailedRow => ({
  kind: 'failed',
  index,
  userName,
  code,
  message,
  details: details.map((detail) => `${detail.path}: ${detail.message}`).join(' '),
});

/** A row whose values fit their definitions. */
export interface ReadableRow {
  readonly kind: 'readable';
  readonly row: PushRow;
  readonly intents: readonly Intent[];
}

/** Reads the values of a row by their definitions; what does not fit is the row's result, not an error of the push. */
export function readRow(
  row: PushRow,
  attributes: ReadonlyMap<string, Attribute>,
  emptyText: EmptyText,
): ReadableRow | FailedRow {
  try {
    return { kind: 'readable', row, intents: readIntents(attributes, row.values, emptyText) };
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return failedRow(row, thrown);
    throw thrown;
  }
}
