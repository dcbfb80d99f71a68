import { ConnectorError } from '../errors/connector-error.ts';

/** Few enough digits for the columns of the database; a cursor with more is not ours. */
const POSITION = /^\d{1,9}$/;

/** One page of a list. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** Empty at the end. */
  readonly nextCursor: string;
}

/**
 * The position that a cursor stands for; undefined for the beginning, which an empty cursor means too: a flow can then
 * always pass on what it got last.
 *
 * @param action whose cursor it has to be
 * @throws ConnectorError BODY_INVALID naming /cursor
 */
export function readCursor(action: string, cursor = ''): number | undefined {
  if (cursor === '') return undefined;
  const [owner, position = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (owner === action && POSITION.test(position)) return Number(position);
  const detail = { path: '/cursor', message: 'is not a cursor that this action gave' };
  throw new ConnectorError('BODY_INVALID', { action, problem: `${detail.path} ${detail.message}` }, [detail]);
}

/** The cursor of a position, for the page that begins after it. */
export const cursorOf = (action: string, position: number): string =>
  Buffer.from(`${action} ${position}`).toString('base64url');

/**
 * Cuts a page out of what was found.
 *
 * @param found asked for with one entry more than the page holds, which tells whether there is a next page
 * @param positionOf what the search for the next page begins after
 */
export function cutPage<Entry>(
  action: string,
  found: readonly Entry[],
  limit: number,
  positionOf: (last: Entry) => number,
): Page<Entry> {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  const nextCursor = last !== undefined && found.length > limit ? cursorOf(action, positionOf(last)) : '';
  return { entries, nextCursor };
}
