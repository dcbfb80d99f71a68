import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { backgroundJob } from '../../src/jobs/job.ts';
import type { Services } from '../../src/services.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { readJob } from '../../src/store/jobs.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { syncKind } from '../../src/sync/sync-kind.ts';
import { syncRequest } from '../../src/sync/sync-request.ts';
import { started, until } from '../pushes/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { dying } from '../support/dying-database.ts';
import { assign, worldOf } from './set-up.ts';

const start = useConnector();
/** Three pages of Okta. */
const USERS = 1_100;
const LEAVERS = 20;
const userName = (i: number): string => `user${i}@acme.example`;

async function prepared() {
  const c = await worldOf(start, { switches: { listValues: 'include' } });
  for (let i = 0; i < USERS; i += 1) assign(c, userName(i), { regionOfUser: 'emea' });
  // On a slow machine it goes on after the answer.
  const first = await until(c, await started(c, 'sync-from-okta', { references: ['region'] }), 'done');
  for (let i = 0; i < LEAVERS; i += 1) c.oktaOrg.unassign(userName(i));
  for (let i = LEAVERS; i < USERS; i += 10) c.oktaOrg.updateProfile(userName(i), { regionOfUser: 'apac' });
  return { c, first };
}

/** A sync that nobody else works on. */
async function insertSync(services: Services): Promise<string> {
  const { database } = services;
  const okta = services.okta.session(Number.POSITIVE_INFINITY);
  const asked = { references: ['region'], clearLeftovers: true };
  const request = await syncRequest({ ...services, okta }, asked, true);
  const id = randomUUID();
  const who = { clientId: 'test', action: 'sync-from-okta', requestId: 'test', fingerprint: '' };
  await insertJob(database, { ...request, ...who, id, options: { ...request.options } });
  return id;
}

/** Collects and plans with this database. @returns how often it was killed */
async function plan(services: Services, id: string): Promise<number> {
  let kills = 0;
  for (let slices = 0; slices < 1_000; slices += 1) {
    const push = await readJob(services.database, id);
    if (!push) throw new Error('the sync is gone');
    if (push.phase === 'applying') return kills;
    const job = backgroundJob(services, push, syncKind.lane, new AbortController().signal, { inARow: 0 });
    try {
      await syncKind.steps[push.phase]?.(job, Number.POSITIVE_INFINITY);
    } catch (thrown) {
      if ((thrown as Error).message !== 'killed') throw thrown;
      kills += 1;
    }
  }
  throw new Error('the sync has not come to its plan');
}

test('a sync that is killed again and again while it reads and plans comes to the same plan', async () => {
  const { c, first } = await prepared();
  expect(first).toMatchObject({ changedCount: USERS });
  const { services } = c.connector;
  const rowsOf = async (id: string) =>
    (await listPushRows(services.database, id, { limit: 10_000 })).map(
      ({ userName: name, state, changes, leftover }) => ({
        name,
        state,
        changes,
        leftover,
      }),
    );

  const undisturbed = await insertSync(services);
  expect(await plan(services, undisturbed)).toBe(0);
  const killed = await insertSync(services);
  expect(await plan({ ...services, database: dying(services.database) }, killed)).toBeGreaterThan(0);

  const rows = await rowsOf(undisturbed);
  expect(await rowsOf(killed)).toEqual(rows);
  expect(rows).toHaveLength(USERS);
  expect(rows.filter(({ leftover, state }) => leftover && state === 'ready')).toHaveLength(LEAVERS);
  const { total, unchangedCount, clearedCount } = (await readJob(services.database, killed)) ?? {};
  expect({ total, unchangedCount, clearedCount }).toEqual({
    total: USERS,
    unchangedCount: rows.filter(({ state }) => state === 'unchanged').length,
    clearedCount: LEAVERS,
  });
});
