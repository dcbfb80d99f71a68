import type { Summary } from './summarize.ts';

/** What a push may do without being approved. Each limit is the largest number that passes. */
export interface GuardLimits {
  /** Users whose values change. */
  readonly maxChangedUsers: number;
  /** Share of the users found, 0 to 1, whose values change. */
  readonly maxChangedShare: number;
  /** Values that are emptied. */
  readonly maxClearedValues: number;
  /** Share of the users found, 0 to 1, who lose at least one value. */
  readonly maxClearedShare: number;
  /** Users who get more than the rows that bear their values. */
  readonly maxWidenedUsers: number;
}

/** Somebody whom a plan gives more than the rows that bear their values. */
export interface WidenedUser {
  readonly userName: string;
  /** Why, in words, without the values. */
  readonly widens: readonly { readonly reference: string; readonly reason: string }[];
}

/** The limits of one push: the settings, lowered by what the call asks for. A call can never raise one. */
export function lowerLimits(settings: GuardLimits, perCall: Partial<GuardLimits>): GuardLimits {
  const lower = (name: keyof GuardLimits) => Math.min(settings[name], perCall[name] ?? settings[name]);
  return {
    maxChangedUsers: lower('maxChangedUsers'),
    maxChangedShare: lower('maxChangedShare'),
    maxClearedValues: lower('maxClearedValues'),
    maxClearedShare: lower('maxClearedShare'),
    maxWidenedUsers: lower('maxWidenedUsers'),
  };
}

/** Whether a push waits for a person. */
export interface GuardVerdict {
  readonly tripped: boolean;
  /** In words: each number, its limit, and what to do; empty when the push may go on. */
  readonly reason: string;
}

/** Below this many users a share says nothing: one of two is 50 %. The absolute limits hold for any push. */
export const MIN_USERS_FOR_SHARES = 10;

const some = (count: number, thing: string): string => (count === 1 ? `1 ${thing}` : `${count} ${thing}s`);
const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

/** As many people as a message can name. */
const NAMED_USERS = 5;

function widenedReason(users: readonly WidenedUser[], limit: number): string {
  const named = users
    .slice(0, NAMED_USERS)
    .map(
      ({ userName, widens }) => `${userName} (${widens.map((one) => `${one.reference}: ${one.reason}`).join('; ')})`,
    );
  const more = users.length > NAMED_USERS ? ` and ${users.length - NAMED_USERS} more` : '';
  return `${some(users.length, 'user')} would see more than the rows of their values: ${named.join(', ')}${more}; the limit is ${limit}.`;
}

/**
 * Compares a finished plan with its limits, before the first write. Both shares are of the users found (changed and
 * unchanged), so that further changes can only raise them.
 *
 * @param widened whom the plan gives more; nobody where Omni's models are not known
 */
export function guard(summary: Summary, limits: GuardLimits, widened: readonly WidenedUser[] = []): GuardVerdict {
  const { changed, unchanged, clearedValues, usersLosingValue } = summary;
  const users = changed + unchanged;
  const isOverShare = (count: number, limit: number) => users >= MIN_USERS_FOR_SHARES && count / users > limit;
  const ofUsers = (count: number) => `${count} of ${users} users (${percent(count / users)})`;
  const reasons = [
    changed > limits.maxChangedUsers &&
      `${some(changed, 'user')} would change; the limit is ${limits.maxChangedUsers}.`,
    isOverShare(changed, limits.maxChangedShare) &&
      `${ofUsers(changed)} would change; the limit is ${percent(limits.maxChangedShare)}.`,
    clearedValues > limits.maxClearedValues &&
      `${some(clearedValues, 'value')} would be cleared; the limit is ${limits.maxClearedValues}.`,
    isOverShare(usersLosingValue, limits.maxClearedShare) &&
      `${ofUsers(usersLosingValue)} would lose a value; the limit is ${percent(limits.maxClearedShare)}.`,
    widened.length > limits.maxWidenedUsers && widenedReason(widened, limits.maxWidenedUsers),
  ].filter((reason) => reason !== false);
  if (reasons.length === 0) return { tripped: false, reason: '' };
  return { tripped: true, reason: `${reasons.join(' ')} Check the changes, then call approve-job or cancel-job.` };
}

/** What a plan came to when it was approved. */
export interface Approved extends Summary {
  /** Left out: by a version that did not count them. */
  readonly widenedUsers?: number;
}

/** The limits of a push whose plan was approved: what it came to then passes as well. */
export function coveredLimits(limits: GuardLimits, approved: Approved): GuardLimits {
  const { changed, unchanged, clearedValues, usersLosingValue } = approved;
  const share = (count: number): number => count / Math.max(1, changed + unchanged);
  return {
    maxChangedUsers: Math.max(limits.maxChangedUsers, changed),
    maxChangedShare: Math.max(limits.maxChangedShare, share(changed)),
    maxClearedValues: Math.max(limits.maxClearedValues, clearedValues),
    maxClearedShare: Math.max(limits.maxClearedShare, share(usersLosingValue)),
    maxWidenedUsers: Math.max(limits.maxWidenedUsers, approved.widenedUsers ?? 0),
  };
}
