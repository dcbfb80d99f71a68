import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { backgroundJob } from '../../src/jobs/job.ts';
import type { Services } from '../../src/services.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { type JobRecord, readJob } from '../../src/store/jobs.ts';
import { syncKind } from '../../src/sync/sync-kind.ts';
import { syncRequest } from '../../src/sync/sync-request.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { assign, worldOf } from './set-up.ts';

const start = useConnector();
const USERS_PATH = /\/apps\/[^/]+\/users$/;

/** A sync that nobody else works on. */
async function insertSync(services: Services): Promise<string> {
  const okta = services.okta.session(Number.POSITIVE_INFINITY);
  const request = await syncRequest({ ...services, okta }, { references: ['region'], clearLeftovers: true }, true);
  const id = randomUUID();
  const who = { clientId: 'test', action: 'sync-from-okta', requestId: 'test', fingerprint: '' };
  await insertJob(services.database, { ...request, ...who, id, options: { ...request.options } });
  return id;
}

async function recordOf({ database }: Services, id: string): Promise<JobRecord> {
  const record = await readJob(database, id);
  if (!record) throw new Error('the sync is gone');
  return record;
}

/** A turn of a worker that knows the job as it was; with a limit it stops before the second page. */
async function turn(services: Services, record: JobRecord, until = Number.POSITIVE_INFINITY): Promise<unknown> {
  const job = backgroundJob(services, record, syncKind.lane, new AbortController().signal, { inARow: 0 });
  return await syncKind.steps.collecting?.(job, until);
}

/** What a worker must leave alone that has lost its turn. */
async function keptOf({ database }: Services, id: string) {
  const { phase, cursor, total, collected } = await recordOf({ database } as Services, id);
  const rows = await database.query('SELECT * FROM connector.push_rows WHERE job_id = $1 ORDER BY index', [id]);
  return { phase, cursor, total, collected, rows };
}

/** Okta has two pages; another worker has collected both while this one was stalled, wherever that was. */
test.each<[string, 'first' | 'second', (c: ConnectorUnderTest) => void]>([
  ['at the first page', 'first', () => undefined],
  ['at the last page', 'second', () => undefined],
  [
    'until Okta had forgotten its page',
    'second',
    (c) =>
      c.oktaOrg.faults.plan({ kind: 'answer', status: 400, body: { errorCode: 'E0000031' } }, { path: USERS_PATH }),
  ],
])(
  'a worker that was stalled %s changes nothing of what another one has collected since',
  async (_where, at, before) => {
    const c = await worldOf(start, { switches: { listValues: 'include' } });
    for (let i = 0; i < 600; i += 1) assign(c, `user${i}@acme.example`, { regionOfUser: 'emea' });
    const { services } = c.connector;
    const id = await insertSync(services);
    // Planned jobs are left alone by the worker of the connector itself.
    let stalled = await recordOf(services, id);
    if (at === 'second') {
      let looks = 0;
      const once = { ...services, clock: { ...services.clock, now: () => (looks++ === 0 ? 0 : 2) } };
      await turn(once, stalled, 1);
      stalled = await recordOf(services, id);
      expect(stalled.cursor).toContain('http');
    }
    await turn(services, await recordOf(services, id));
    const kept = await keptOf(services, id);
    expect(kept).toMatchObject({ phase: 'planning', total: 600 });
    before(c);
    expect(await turn(services, stalled)).toBe('again');
    expect(await keptOf(services, id)).toEqual(kept);
  },
);
