import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from './attribute.ts';
import type { Change } from './changes.ts';
import { wantedChanges } from './changes.ts';
import type { EmptyText, Intent } from './coerce.ts';
import { coercions } from './intents.ts';
import type { KnownUser, PushRow, RowPlan, Truth } from './push-row.ts';
import { failedRow, readRow } from './push-row.ts';
import { warningMarks } from './value-warnings.ts';

interface Comparison {
  readonly truth: Truth;
  readonly lookAt: number;
  readonly truthAt?: number;
  readonly changes: readonly Change[];
}

/** Compares with the best truth at hand: what Omni shows, else what was verified earlier. */
function compare(
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Attribute>,
  { look, remembered, rememberedAt, oldestReadAt }: KnownUser,
): Comparison | 'unknown' {
  if (look?.shown) {
    return { truth: look.by, lookAt: look.at, changes: wantedChanges(intents, attributes, look.shown, remembered) };
  }
  if (look?.by === 'read') {
    return { truth: '', lookAt: look.at, changes: wantedChanges(intents, attributes, undefined, remembered) };
  }
  if (!intents.every(({ reference }) => remembered.has(reference))) return 'unknown';
  const changes = wantedChanges(intents, attributes, remembered, remembered);
  return { truth: 'remembered', lookAt: rememberedAt, truthAt: oldestReadAt, changes };
}

/**
 * Plans one row. Whatever is wrong with its values or its user is the row's result, never an error of the push.
 *
 * @param user the Omni user of that name; undefined when there is none
 * @returns kind "unknown" when the user has to be read by id first; planning again with that look settles it
 */
export function planRow(
  row: PushRow,
  attributes: ReadonlyMap<string, Attribute>,
  user: KnownUser | undefined,
  emptyText: EmptyText,
): RowPlan {
  const read = readRow(row, attributes, emptyText);
  if (read.kind === 'failed') return read;
  const { index, userName } = row;
  if (!user) return failedRow(row, new ConnectorError('USER_NOT_FOUND', { userName }));
  if (!user.active) return failedRow(row, new ConnectorError('USER_INACTIVE', { userName }));

  const found = { index, userName, omniUserId: user.id };
  const comparison = compare(read.intents, attributes, user);
  if (comparison === 'unknown') return { kind: 'unknown', ...found };
  const { changes, ...known } = comparison;
  const planned = {
    ...found,
    ...known,
    coerced: coercions(read.intents),
    warnings: warningMarks(read.intents, attributes),
  };
  return changes.length === 0 ? { kind: 'unchanged', ...planned } : { kind: 'change', ...planned, changes };
}
