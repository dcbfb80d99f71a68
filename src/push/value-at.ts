import type { AttributeValue } from './attribute.ts';
import { sameValue } from './compare.ts';

/** What is known of one value around a moment. Times are ms epoch. */
export interface Traces {
  /** The newest write up to then that may have had its effect. */
  readonly last: { readonly at: number; readonly after: AttributeValue; readonly outcome: string } | null;
  /** What the first write after then found. */
  readonly next: { readonly at: number; readonly before: AttributeValue } | null;
  /** The definition was deleted between the last write and then: nobody holds a value of it. */
  readonly deletedAt: number | null;
  /** When the reference was first seen to mean another attribute than before: what was held went with that one. */
  readonly remadeAt: number | null;
  /** What the user was last seen to hold, where that was up to then. */
  readonly seen: { readonly at: number; readonly held: AttributeValue } | null;
}

/** What a user held of one reference at a moment, as far as that can be told. */
export interface ValueAt {
  /** Of what is not known: what was written or seen last. */
  readonly value: AttributeValue;
  /** False: nothing was written or seen before, a write was cut off, or another hand has changed it around then. */
  readonly known: boolean;
  /** When the value was written or seen; null: never. */
  readonly since: number | null;
}

/** Somebody else has made the attribute anew: whether they have given the user a value since, nobody knows. */
const remade = (before: ValueAt, at: number | null): ValueAt =>
  at === null || before.since === null || before.since >= at ? before : { value: [], known: false, since: at };

/** The latest of what was written, seen and deleted up to the moment. */
function latest({ last, deletedAt, remadeAt, seen }: Traces): ValueAt {
  const written: ValueAt = last
    ? { value: last.after, known: last.outcome !== 'interrupted', since: last.at }
    : { value: [], known: false, since: null };
  const gone = deletedAt === null ? remade(written, remadeAt) : { value: [], known: true, since: deletedAt };
  if (!seen || seen.at < (gone.since ?? 0)) return gone;
  // Seen to be still so: it holds since it was written.
  if (gone.known && sameValue(gone.value, seen.held)) return gone;
  return { value: seen.held, known: true, since: seen.at };
}

/**
 * The value at a moment by what was written and seen up to it. Where the next write found another one, somebody else
 * had changed it in between, and nobody knows when.
 */
export function valueAt(traces: Traces): ValueAt {
  const found = latest(traces);
  const { next } = traces;
  const isChanged = next !== null && !sameValue(next.before, found.value);
  return isChanged ? { ...found, known: false } : found;
}
