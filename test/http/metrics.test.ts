import { expect, test } from '@jest/globals';
import { version } from '../../src/base/version.ts';
import { addJob } from '../jobs-actions/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';

const start = useConnector();

/** The values that /metrics shows, by name and labels without their prefix. */
async function shown(under: ConnectorUnderTest): Promise<Record<string, number>> {
  const { text } = await under.send('GET', '/metrics');
  const lines = text.split('\n').filter((line) => line.startsWith('okta_workflows_omni_'));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice('okta_workflows_omni_'.length, at), Number(line.slice(at))] as const;
    }),
  );
}

test('tell the version, the size of the database, how old jobs are and when the last good sync ended', async () => {
  const clock = fastClock(1);
  const under = await start({ clock });
  const { database } = under.connector.services;
  const ended = Math.floor(clock.now() / 1_000) * 1_000 - 3_600_000;
  await addJob(database, 'needs-approval');
  await addJob(database, 'done');
  await addJob(database, 'done');
  await database.query(`UPDATE connector.jobs SET kind = 'sync', finished_at = ${ended} WHERE status = 'done'`);
  await database.query(`
    UPDATE connector.jobs SET finished_at = ${ended + 60_000}, failed_count = 1
    WHERE id = (SELECT max(id::text)::uuid FROM connector.jobs WHERE kind = 'sync')`);
  await database.query(
    `UPDATE connector.jobs SET created_at = ${clock.now() - 90_000} WHERE status = 'needs-approval'`,
  );
  const metrics = await shown(under);
  expect(metrics).toMatchObject({
    [`build_info{version="${version}",node="${process.version}"}`]: 1,
    'last_sync_timestamp_seconds{kind="sync"}': ended / 1_000,
    'oldest_job_seconds{status="queued"}': 0,
    places_lost_total: 0,
  });
  expect(metrics['oldest_job_seconds{status="needs-approval"}']).toBeGreaterThanOrEqual(90);
  expect(metrics.database_bytes).toBeGreaterThan(100_000);
  expect(Object.keys(metrics)).not.toContain('last_sync_timestamp_seconds{kind="changes"}');
});

test('count each value that was left to a later wish', async () => {
  const under = await start();
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  const write = (region: string, event = {}) =>
    under.call('set-user-values', { userName: 'ada@acme.example', values: { region }, ...event });
  await write('emea');
  const eventTime = new Date(Date.now() - 3_600_000).toISOString();
  const late = await write('apac', { eventId: 'e1', eventTime });
  expect(late.body.skipped).toEqual([{ reference: 'region', reason: 'older-event' }]);
  expect(await shown(under)).toMatchObject({ places_lost_total: 1 });
});
