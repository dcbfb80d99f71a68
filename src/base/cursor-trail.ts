import { createHash } from 'node:crypto';

/** As many pages as a list can have before nobody believes in its end. */
const MOST_PAGES = 1_000;
const MARK_LENGTH = 12;

const markOf = (cursor: string): string => createHash('sha256').update(cursor).digest('base64').slice(0, MARK_LENGTH);

/** The cursors of a list that were followed so far, in short; it can be kept as JSON. */
export type CursorTrail = readonly string[];

/**
 * Follows a list by one page more.
 *
 * @returns undefined when the cursor leads back to a page that was read before, or the list has no end
 */
export function followCursor(trail: CursorTrail, cursor: string): CursorTrail | undefined {
  const mark = markOf(cursor);
  return trail.includes(mark) || trail.length >= MOST_PAGES ? undefined : [...trail, mark];
}
