import { makeValidator } from 'envalid';
import { whole } from './whole.ts';

const share = makeValidator((text) => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new Error('must be a number from 0 to 1');
  return value;
});

/** How much a call may bring, and from where on a push waits for approval. */
export const LIMIT_SPECS = {
  MAX_BODY_BYTES: whole(1_024, 104_857_600)({ default: 2_097_152, desc: 'The largest body that a call may have.' }),
  MAX_PUSH_ROWS: whole(1, 1_000_000)({ default: 20_000, desc: 'The most rows that one push may have.' }),
  GUARD_MAX_CHANGED_USERS: whole(
    0,
    1_000_000,
  )({ default: 10_000, desc: 'A push that would change more users waits for approval.' }),
  GUARD_MAX_CHANGED_SHARE: share({
    default: 1,
    desc: 'A push that would change a larger share of its users waits for approval; 0 to 1, from 10 users on.',
  }),
  GUARD_MAX_CLEARED_VALUES: whole(
    0,
    1_000_000,
  )({ default: 100, desc: 'A push that would clear more values waits for approval.' }),
  GUARD_MAX_CLEARED_SHARE: share({
    default: 0.1,
    desc: 'A push that would take a value from a larger share of its users waits for approval; 0 to 1, from 10 users on.',
  }),
  GUARD_MAX_WIDENED_USERS: whole(
    0,
    1_000_000,
  )({
    default: 0,
    desc: 'A push that would give more users an unfiltered or wildcard value, as far as report-usage has read the models, waits for approval.',
  }),
  GUARD_MAX_DEFAULT_FOLLOWERS: whole(
    0,
    1_000_000,
  )({
    default: 0,
    desc: 'A change of a default that moves more users, those without a value of their own, needs their number as confirmUsersFollowingDefault.',
  }),
};
