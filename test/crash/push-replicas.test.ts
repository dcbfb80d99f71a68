import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../src/store/open-database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { createServerDatabase } from '../support/databases.ts';
import { startProcess } from './connector-process.ts';
import { usePushSurroundings } from './push-surroundings.ts';

/** Omni's 60 a minute, ten times as fast: what takes a minute and key there takes six seconds here. */
const PER_MINUTE = 600;
const JOBS = 3;
const ROWS = 40;

const surroundings = usePushSurroundings();

test('three replicas share one budget and their jobs, and what one leaves behind the others finish', async () => {
  const { omni, environment, rows } = await surroundings.start(JOBS * ROWS, { requestsPerMinute: PER_MINUTE });
  const databaseUrl = await createServerDatabase();
  const settings = { DATABASE_URL: databaseUrl.reveal(), OMNI_REQUESTS_PER_MINUTE: `${PER_MINUTE}` };
  const start = () => startProcess({ ...environment, ...settings });
  const replicas = [await start(), await start(), await start()] as const;
  const database = await openDatabase({ databaseUrl, dataDir: 'unused' });
  try {
    const begin = Date.now();
    const jobs = replicas.map(async ({ url }, i) => {
      const own = rows.slice(i * ROWS, (i + 1) * ROWS);
      return (await surroundings.call(url, 'push-users', { rows: own, mode: 'job', verify: 'none' })).jobId as string;
    });
    const ids = await Promise.all(jobs);
    const written = () => omni.log.count({ method: 'PATCH' });
    const holders = async () =>
      (
        await database.query<{ owner: string }>(
          `SELECT DISTINCT owner FROM connector.jobs WHERE owner <> '' AND lease_until > connector.now_ms(NULL)`,
        )
      ).map(({ owner }) => owner);
    const seen = new Set<string>();
    while (written() < ROWS && Date.now() - begin < 60_000) {
      for (const owner of await holders()) seen.add(owner);
      await delay(50);
    }
    await replicas[0].end('SIGKILL');

    const [, second] = replicas;
    const isOpen = async (jobId: string) =>
      (await surroundings.call(second.url, 'get-job', { jobId })).status === 'running';
    for (const jobId of ids) while ((await isOpen(jobId)) && Date.now() - begin < 120_000) await delay(100);
    const tookMs = Date.now() - begin;

    for (const jobId of ids) {
      expect(await surroundings.call(second.url, 'get-job', { jobId })).toMatchObject({
        status: 'done',
        changedCount: ROWS,
      });
    }
    expect(rows.filter(({ userName, values }) => omni.findUser(userName)?.values.region !== values.region)).toEqual([]);
    const sent = omni.log.all.length;
    const refused = omni.log.count({ status: 429 });
    process.stdout.write(
      `${JOBS} jobs on 3 replicas, one killed: ${sent} requests in ${(tookMs / 1_000).toFixed(1)} s ` +
        `(${Math.round((sent / tookMs) * 60_000)} a minute of ${PER_MINUTE}), ${refused} answers of 429, ` +
        `${written() - JOBS * ROWS} writes repeated, ${seen.size} replicas held jobs before the kill\n`,
    );
    expect(refused).toBe(0);
    expect(written() - JOBS * ROWS).toBeLessThanOrEqual(JOBS);
    expect(await verifyAudit(database)).toMatchObject({ ok: true });
  } finally {
    await Promise.all(replicas.slice(1).map((replica) => replica.end('SIGTERM')));
    await database.close();
  }
}, 600_000);
