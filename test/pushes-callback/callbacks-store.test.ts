import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import { addCallback, settleCallback, takeDueCallbacks } from '../../src/store/callbacks.ts';
import type { Database } from '../../src/store/database.ts';
import type { JobStatus } from '../../src/store/jobs.ts';
import { purgeJobs } from '../../src/store/purge.ts';
import { addPush } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';

const URL = 'https://acme.workflows.okta.com/api/flo/0123/invoke';
const LEASE_MS = 1_000;

describe.each(databases)('on %s', (_label, open) => {
  const db = useDatabase(open);
  const take = (now: number) => takeDueCallbacks(db(), { limit: 8, leaseMs: LEASE_MS, now });
  const move = (id: string, status: JobStatus, database: Database = db()) =>
    database.query('UPDATE connector.jobs SET status = $2, finished_at = 1 WHERE id = $1', [id, status]);
  const taken = async (now: number) => (await take(now)).map(({ status, tries }) => `${status} ${tries}`);

  async function withCallback(status: JobStatus): Promise<string> {
    const id = await addPush(db());
    await addCallback(db(), id, URL);
    await move(id, status);
    return id;
  }

  test('nothing is due about a canceled job whose last row is on its way', async () => {
    await withCallback('canceled');
    await db().query('UPDATE connector.jobs SET finished_at = NULL');
    expect(await take(0)).toEqual([]);
  });

  test.each(['planned', 'queued', 'running', 'paused'] as const)(
    'nothing is due about a job that is %s',
    async (status) => {
      await withCallback(status);
      expect(await take(0)).toEqual([]);
    },
  );

  test.each(['needs-approval', 'done', 'failed', 'canceled'] as const)(
    'a callback is due once a job is %s',
    async (status) => {
      const jobId = await withCallback(status);
      const [due] = await take(0);
      expect(due).toMatchObject({ jobId, status, tries: 1 });
      expect(due?.url.reveal()).toBe(URL);
      expect(await take(LEASE_MS - 1)).toEqual([]);
    },
  );

  test('one that nobody settled is due again after its lease', async () => {
    await withCallback('done');
    expect(await taken(0)).toEqual(['done 1']);
    expect(await taken(LEASE_MS)).toEqual(['done 2']);
  });

  test('one that failed is due again after its wait', async () => {
    await withCallback('done');
    const [due] = await take(0);
    if (due) await settleCallback(db(), due, { state: 'open', afterMs: 5_000, now: 0 });
    expect(await taken(4_999)).toEqual([]);
    expect(await taken(5_000)).toEqual(['done 2']);
  });

  test.each(['delivered', 'given-up'] as const)(
    'one that is %s is never due again, and its address is forgotten',
    async (state) => {
      const jobId = await withCallback('done');
      const [due] = await take(0);
      if (due) await settleCallback(db(), due, { state, now: 0 });
      expect(await take(9e12)).toEqual([]);
      expect(await db().query('SELECT url FROM connector.callbacks')).toEqual([{ url: '' }]);
      await addCallback(db(), jobId, URL);
      expect(await take(9e12)).toEqual([]);
    },
  );

  test.each(['delivered', 'given-up'] as const)(
    'a wait for approval that is %s leaves the end to be told, with tries of its own',
    async (state) => {
      const id = await withCallback('needs-approval');
      const [due] = await take(0);
      if (due) await settleCallback(db(), due, { state, now: 0 });
      expect(await take(9e12)).toEqual([]);
      await move(id, 'running');
      expect(await take(9e12)).toEqual([]);
      await move(id, 'done');
      expect(await taken(0)).toEqual(['done 1']);
    },
  );

  test('a late answer about the wait for approval does not settle the end', async () => {
    const id = await withCallback('needs-approval');
    const [late] = await take(0);
    await move(id, 'canceled');
    expect(await taken(0)).toEqual(['canceled 1']);
    if (late) await settleCallback(db(), late, { state: 'delivered', now: 0 });
    expect(await taken(LEASE_MS)).toEqual(['canceled 2']);
  });

  test('each address that was asked for is told, the same one once', async () => {
    const id = await withCallback('done');
    await addCallback(db(), id, URL);
    await addCallback(db(), id, `${URL}?other`);
    expect(await taken(0)).toEqual(['done 1', 'done 1']);
  });

  test('two that look at once never take the same one', async () => {
    for (let count = 0; count < 6; count += 1) await withCallback('done');
    const looks = await Promise.all(
      [0, 1, 2, 3].map(() => takeDueCallbacks(db(), { limit: 2, leaseMs: LEASE_MS, now: 0 })),
    );
    const ids = looks.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a callback goes with its push', async () => {
    const id = await withCallback('done');
    await db().query('UPDATE connector.jobs SET finished_at = 0 WHERE id = $1', [id]);
    await purgeJobs(db(), DEFAULT_RETENTION);
    expect(await db().query('SELECT id FROM connector.callbacks')).toEqual([]);
  });
});
