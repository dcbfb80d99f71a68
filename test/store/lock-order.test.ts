import { expect, test } from '@jest/globals';
import { rememberAttributeNames } from '../../src/store/attribute-names.ts';
import { doubtEverything } from '../../src/store/doubt.ts';
import { forgetReferenceValues } from '../../src/store/forget-reference-values.ts';
import { placeValues } from '../../src/store/held-values.ts';
import { acquireLease } from '../../src/store/leases.ts';
import { lockValuesOfUsers } from '../../src/store/placed-values.ts';
import {
  databaseNow,
  doubtReferences,
  doubtUserValues,
  seeUserValues,
  valuesOfUser,
} from '../../src/store/user-values.ts';
import { heedClock } from '../../src/store/wish-clock.ts';
import { useDatabase } from '../support/databases.ts';
import { lockUserValues } from '../support/lock-user-values.ts';
import { moveValues } from '../support/move-values.ts';
import { until } from '../support/until.ts';

const db = useDatabase();
const FIRST = { omniUserId: 'id-1', reference: 'a' };

const isWaiting = async (): Promise<boolean> => (await db().query('SELECT FROM pg_locks WHERE NOT granted')).length > 0;

/** Makes what is remembered lie ahead of a clock that is behind. */
async function setBack(): Promise<void> {
  const ahead = (await databaseNow(db())) + 3_600_000;
  await db().query('UPDATE connector.user_values SET place_at = $1, changed_at = $1, read_at = $1', [ahead]);
  await db().query(`SELECT setval('connector.wish_time', $1)`, [ahead]);
}

/** Finds both values of the user in place. */
async function placeBoth(): Promise<void> {
  const held = await acquireLease(db(), { name: 'user:x', owner: 'somebody', leaseMs: 60_000 });
  const moved = ['b', 'a'].map((reference) => ({ reference, wished: ['x'], held: ['x'], sent: false }));
  const found = { omniUserId: 'id-1', references: ['b', 'a'], place: { at: 2, seq: 2 }, moved };
  await placeValues(db(), { ...found, lease: held ?? { name: '', fence: 0 } }, await valuesOfUser(db(), 'id-1'));
}

const OTHER_USER = { omniUserId: 'id-2', reference: 'a' };
const OTHER_VALUE = { omniUserId: 'id-1', reference: 'b' };

test.each([
  ['forgets an attribute', OTHER_USER, () => forgetReferenceValues(db(), 'a')],
  [
    'knows that an attribute was made again',
    OTHER_USER,
    () => rememberAttributeNames(db(), [{ id: 'new', reference: 'a' }]),
  ],
  ['locks values of a user', OTHER_VALUE, () => lockUserValues(db(), 'id-1', ['b', 'a'])],
  ['locks values of many', OTHER_USER, () => lockValuesOfUsers(db(), [OTHER_USER, FIRST])],
  ['finds values of a user in place', OTHER_VALUE, () => placeBoth()],
  [
    'sees values of a user',
    OTHER_VALUE,
    () => seeUserValues(db(), 'id-1', new Map(['b', 'a'].map((reference) => [reference, ['seen']]))),
  ],
  ['doubts values of a user', OTHER_VALUE, () => doubtReferences(db(), 'id-1', ['b', 'a'])],
  ['doubts a user', OTHER_VALUE, () => doubtUserValues(db(), 'id-1')],
  ['doubts everything', OTHER_USER, () => doubtEverything(db())],
  ['dates anew', OTHER_USER, () => heedClock(db())],
])('who %s and who locks values one after the other do not wait for each other', async (what, second, work) => {
  // In the table the second one comes first.
  for (const { omniUserId, reference } of [second, FIRST])
    await moveValues(db(), omniUserId, { at: 1, seq: 1 }, [{ reference, wished: ['x'], held: ['x'], sent: true }]);
  if (what === 'doubts everything' || what === 'dates anew') await setBack();
  await rememberAttributeNames(db(), [{ id: 'old', reference: 'a' }]);
  const working = Promise.withResolvers<unknown>();
  await db().transaction(async (queries) => {
    await lockValuesOfUsers(queries, [FIRST]);
    working.resolve(work());
    await until(isWaiting);
    await lockValuesOfUsers(queries, [second]);
  });
  await working.promise;
  expect(await isWaiting()).toBe(false);
});
