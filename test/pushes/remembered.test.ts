import { expect, test } from '@jest/globals';
import { listedUsers } from '../../src/pushes/find-users.ts';
import { saveJobOmniUsers } from '../../src/store/job-omni-users.ts';
import { readUserValues } from '../../src/store/user-values.ts';
import { addPush } from '../store/push-samples.ts';
import { useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';

const db = useDatabase();
const user = { omniUserId: 'id-1', userName: 'ada@acme.example' };
const region = (value: string) => [{ reference: 'region', wished: [value], held: [value], sent: true }];

test('what is remembered is older than a change that is being recorded while it is looked up', async () => {
  const jobId = await addPush(db());
  await saveJobOmniUsers(db(), jobId, [{ ...user, active: true, held: null, seenAt: 1 }]);
  await moveValues(db(), user.omniUserId, { at: 1, seq: 1 }, region('before'));
  const known = await db().transaction(async (queries) => {
    await moveValues(queries, user.omniUserId, { at: 2, seq: 2 }, region('after'));
    return (await listedUsers(db(), jobId, [user], true)).get(user.userName);
  });
  expect(known).toMatchObject({ remembered: new Map([['region', ['before']]]) });
  const changedAt = (await readUserValues(db(), ['id-1'])).get('id-1')?.get('region')?.changedAt;
  // So a plan that goes by it is looked at again before anything is written, or taken for in place.
  expect(changedAt).toBeGreaterThanOrEqual((known && 'rememberedAt' in known && known.rememberedAt) || Number.NaN);
});

test('a list that shows a user again without the values makes the look of before no newer', async () => {
  const jobId = await addPush(db());
  const held = { region: { shown: ['emea'], own: ['emea'] } };
  await saveJobOmniUsers(db(), jobId, [{ ...user, active: true, held, seenAt: 5 }]);
  const look = async () => (await listedUsers(db(), jobId, [user], true)).get(user.userName);
  await saveJobOmniUsers(db(), jobId, [{ ...user, active: true, held: null, seenAt: 9 }]);
  expect(await look()).toMatchObject({ look: { at: 5, shown: new Map([['region', ['emea']]]) } });
  await saveJobOmniUsers(db(), jobId, [{ ...user, active: true, held, seenAt: 12 }]);
  expect(await look()).toMatchObject({ look: { at: 12 } });
});
