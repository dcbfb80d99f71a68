import type { Widening } from '../models/widenings.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import type { Intent } from '../push/coerce.ts';
import type { Place } from '../push/place.ts';
import type { AuditEntry, AuditOutcome } from '../store/audit-entry.ts';
import type { Queries } from '../store/database.ts';
import type { ModelsState } from '../store/known-models.ts';
import type { UserValues } from '../store/user-values.ts';
import type { NotedChange, OpenIntent } from '../store/write-intents.ts';
import type { AccessJudge } from './access-judge.ts';
import type { ApplyContext } from './context.ts';
import type { Lease } from './lease.ts';
import type { ChangeOutcome } from './read-back.ts';

/** What the user was seen to hold of their own, by reference; undefined where that could not be told. */
export type SeenValues = ReadonlyMap<string, AttributeValue | undefined>;

/** Decides which changes are written, by what is so now. */
export type Review = (changes: readonly Change[], values: UserValues, seen: SeenValues) => readonly Change[];

/** What one user is to hold, and where this wish stands in the order over everything that writes. docs/order.md */
export interface Wish {
  /** A UUID, the same however often the wish is tried: what an earlier try has sent is known by it. */
  readonly id: string;
  readonly user: Pick<OmniUser, 'id' | 'userName'>;
  readonly place: Place;
  readonly intents: readonly Intent[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** False: an accepted write is not read back now. */
  readonly verify: boolean;
  /** False: what was read earlier does not tell a value of the user's own from a default either; true unless given. */
  readonly remembers?: boolean;
  /**
   * True: it is sent also where a look shows it in place: what was sent before may be shown later than anybody waits.
   */
  readonly always?: boolean;
  /** What was planned by a look (ms epoch; 0: by none); left out, or out of date by now, the user is read. */
  readonly planned?: { readonly changes: readonly Change[]; readonly lookAt: number } | undefined;
  /** The user as seen under this lease. */
  readonly seen?: OmniUser | undefined;
  /**
   * Has the last word about the changes of a user who was looked at again: an undo keeps some values, a reviewed plan
   * refuses all, and what nobody has judged waits for that.
   *
   * @returns those that are to be written
   */
  readonly review?: Review | undefined;
  /** With the record of this wish its writer is done: the lease is given back by it, unless nothing comes of it. */
  readonly isLast?: boolean;
  /** Asked in the transaction that claims the write, which is given up by throwing: what was asked may be no more. */
  stillAsked?(queries: Queries): Promise<void>;
  /** What else belongs into the transaction that records the outcome. */
  settle?(queries: Queries, result: WishResult): Promise<void>;
}

/** What became of one value: as read back, found in place, left to a later wish, kept by a review, or not known. */
export type WishOutcome = ChangeOutcome | 'in-place' | 'superseded' | 'kept' | 'interrupted';

export interface WishResult {
  /** What was sent. */
  readonly changes: readonly Change[];
  /** By reference, of everything that was asked. */
  readonly outcomes: ReadonlyMap<string, WishOutcome>;
  /** Which of what was sent gives the user more than the rows that bear the values. */
  readonly widens: readonly Widening[];
}

/** A wish that is being written. */
export interface Writing {
  readonly context: ApplyContext;
  readonly lease: Lease;
  readonly wish: Wish;
  /** What was known of the user's values before the user was seen. */
  readonly known: UserValues;
  /** What an earlier try of this wish has noted, and may have sent. */
  readonly earlier: OpenIntent | undefined;
  /** As of when the models are known; left out: it was not read. */
  readonly models?: ModelsState;
  /** Who knows what the changes open; left out as long as there are none. */
  readonly access?: AccessJudge;
}

/** Which of these changes widen. */
export const widensOf = (
  { access, wish }: Pick<Writing, 'access' | 'wish'>,
  changes: readonly Change[],
): readonly Widening[] => access?.widens(changes, wish.attributes, true) ?? [];

/** The changes, each with why it widens, as the note of a write and the audit log tell it. */
export function withReasons(
  writing: Pick<Writing, 'access' | 'wish'>,
  changes: readonly Change[],
): readonly NotedChange[] {
  const reasons = new Map(widensOf(writing, changes).map(({ reference, reason }) => [reference, reason]));
  return changes.map((change) => {
    const widens = reasons.get(change.reference);
    return widens === undefined ? change : { ...change, widens };
  });
}

/** The audit entries of changes that were sent, or may have been. */
export function auditEntries(
  writing: Pick<Writing, 'context' | 'wish' | 'access'>,
  changes: readonly Change[],
  outcomeOf: (reference: string) => AuditOutcome,
): AuditEntry[] {
  const { context, wish } = writing;
  return withReasons(writing, changes).map(({ reference, before, after, widens = '' }) => ({
    at: context.clock.now(),
    requestId: context.requestId,
    clientId: context.caller.clientId,
    action: context.action,
    jobId: context.jobId,
    userName: wish.user.userName,
    omniUserId: wish.user.id,
    reference,
    before,
    after,
    outcome: outcomeOf(reference),
    widens,
  }));
}
