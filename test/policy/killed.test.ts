import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { backgroundJob } from '../../src/jobs/job.ts';
import type { Services } from '../../src/services.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { readJob } from '../../src/store/jobs.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { syncKind } from '../../src/sync/sync-kind.ts';
import { syncRequest } from '../../src/sync/sync-request.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { dying } from '../support/dying-database.ts';
import { assign, POLICY, peopleOf, usePolicies } from './set-up.ts';

const start = useConnector();
const policy = usePolicies()(POLICY);
/** Three pages of a group's members, two of the app's users. */
const USERS = 550;
const userName = (i: number): string => `user${i}@acme.example`;

/** A sync that nobody else works on. */
async function insertSync(services: Services): Promise<string> {
  const request = await syncRequest({ ...services, okta: services.okta.session(Number.POSITIVE_INFINITY) }, {}, true);
  const id = randomUUID();
  const who = { clientId: 'test', action: 'sync-from-okta', requestId: 'test', fingerprint: '' };
  await insertJob(services.database, { ...request, ...who, id, options: { ...request.options } });
  return id;
}

/** Collects with this database. @returns how often it was killed */
async function collect(services: Services, id: string): Promise<number> {
  let kills = 0;
  for (let slices = 0; slices < 1_000; slices += 1) {
    const record = await readJob(services.database, id);
    if (record?.phase !== 'collecting') return kills;
    const job = backgroundJob(services, record, syncKind.lane, new AbortController().signal, { inARow: 0 });
    await syncKind.steps.collecting?.(job, Number.POSITIVE_INFINITY).catch((thrown: Error) => {
      if (thrown.message !== 'killed') throw thrown;
      kills += 1;
    });
  }
  throw new Error('the sync has not collected everything');
}

async function world(): Promise<ConnectorUnderTest> {
  const c = await peopleOf(start, policy, { switches: { listValues: 'include' } });
  for (let i = 0; i < USERS; i += 1) {
    assign(c, userName(i), {});
    if (i % 10 > 0) c.oktaOrg.addToGroup('PII Readers', userName(i));
  }
  return c;
}

const asked = async ({ database }: Services, id: string) =>
  (await listPushRows(database, id, { limit: 10_000 })).map(({ userName: name, input }) => ({ name, input }));

test('a sync that is killed again and again while it reads groups asks the same', async () => {
  const c = await world();
  const { services } = c.connector;
  const undisturbed = await insertSync(services);
  expect(await collect(services, undisturbed)).toBe(0);
  const killed = await insertSync(services);
  expect(await collect({ ...services, database: dying(services.database) }, killed)).toBeGreaterThan(3);

  const rows = await asked(services, undisturbed);
  expect(await asked(services, killed)).toEqual(rows);
  expect(rows.filter(({ input }) => input.pii === 'true')).toHaveLength((USERS / 10) * 9 + 1);
  const [one, other] = [await readJob(services.database, undisturbed), await readJob(services.database, killed)];
  expect(other?.collected).toMatchObject({ unreadable: {}, leftAlone: {}, unfitCount: 0 });
  expect(other?.total).toBe(one?.total);
});

test('the address of a page of members that Okta no longer knows begins the group anew', async () => {
  const c = await world();
  const { services } = c.connector;
  const id = await insertSync(services);
  const group = `/api/v1/groups/${c.oktaOrg.group('PII Readers').id}/users`;
  const gone = {
    kind: 'answer',
    status: 400,
    body: { errorCode: 'E0000001', errorSummary: 'Invalid cursor' },
  } as const;
  c.oktaOrg.faults.plan({ kind: 'latency', ms: 0 }, { path: group });
  c.oktaOrg.faults.plan(gone, { path: group });
  await collect(services, id);
  // One page, the address that is gone, and all three pages.
  expect(c.oktaOrg.log.filter({ path: group })).toHaveLength(5);
  const rows = await asked(services, id);
  expect(rows.filter(({ input }) => input.pii === 'true')).toHaveLength((USERS / 10) * 9 + 1);
});

test('somebody who joins a page that was read already comes with the next sync', async () => {
  const c = await world();
  const { services } = c.connector;
  const id = await insertSync(services);
  await collect(services, id);
  c.oktaOrg.addToGroup('PII Readers', userName(0));
  const later = await insertSync(services);
  await collect(services, later);
  const piiOf = async (job: string) => (await asked(services, job)).find(({ name }) => name === userName(0))?.input.pii;
  expect([await piiOf(id), await piiOf(later)]).toEqual(['false', 'true']);
});
