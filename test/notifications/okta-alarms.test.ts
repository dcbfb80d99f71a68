import { expect, test } from '@jest/globals';
import { lookForAlarms } from '../../src/notifications/look-for-alarms.ts';
import { addHook, eventually, hints, hookedWorld, leap, leapWhenIdle } from '../changes/set-up.ts';
import { useReceiver } from '../pushes-callback/receiver.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ADA, assign, BEN, held, worldOf } from '../sync/set-up.ts';
import { useMailbox } from './mailbox.ts';

const start = useConnector();
const receive = useReceiver();
const openMailbox = useMailbox();

const QUARTER_MS = 900_000;
const FIVE_MINUTES_MS = 300_000;

/** What people were told, by each way. */
interface Told {
  slack(): string[];
  emails(): string[];
}

/** Where people are told, for a connector that tells them of everything. */
async function channels(): Promise<Told & { readonly environment: Record<string, string> }> {
  const [receiver, mailbox] = await Promise.all([receive(), openMailbox()]);
  return {
    environment: {
      SLACK_WEBHOOK_URL: receiver.url,
      SMTP_URL: mailbox.url,
      NOTIFY_EMAIL_FROM: 'omni@acme.example',
      NOTIFY_EMAIL_TO: 'ops@acme.example',
    },
    slack: () => receiver.jobs.map((body) => (body as unknown as { text: string }).text),
    // As it stands in the mail, whose long lines go on with a = at their end.
    emails: () => mailbox.mails.map(({ text }) => text.replaceAll('=\r\n', '')),
  };
}

/** Looks twice, and lets what is kept be due. */
async function look({ connector }: ConnectorUnderTest): Promise<void> {
  const once = lookForAlarms(connector.services);
  for (let again = 0; again < 2; again += 1) await once();
  await connector.services.database.query('UPDATE connector.notifications SET not_before = 0, told_at = 0');
}

const kept = ({ connector }: ConnectorUnderTest) =>
  connector.services.database.query('SELECT channel, state FROM connector.notifications ORDER BY channel');

/** Each way has told it once, and has nothing left to tell. */
async function toldOnce(c: ConnectorUnderTest, { slack, emails }: Told, text: RegExp): Promise<void> {
  const delivered = ['email', 'slack'].map((channel) => ({ channel, state: 'delivered' }));
  await eventually(async () => JSON.stringify(await kept(c)) === JSON.stringify(delivered));
  await look(c);
  await c.connector.services.clock.sleep(20_000);
  expect(await kept(c)).toEqual(delivered);
  expect([slack(), emails()]).toEqual([[expect.stringMatching(text)], [expect.stringMatching(text)]]);
}

/** Okta does not tell what is synced, so nothing that reads of it can be started. */
const thwart = ({ oktaOrg }: ConnectorUnderTest): unknown =>
  oktaOrg.faults.plan(
    { kind: 'answer', status: 403, body: {} },
    { path: '/api/v1/meta/schemas', times: Number.POSITIVE_INFINITY },
  );

test('somebody whom Omni has not had for a day is told of once, and not while they are waited for', async () => {
  const told = await channels();
  const c = await hookedWorld(start, { environment: told.environment });
  addHook(c);
  c.oktaOrg.addUser({ login: BEN, profile: { regionOfUser: 'amer' } as never });
  c.oktaOrg.assign(BEN);
  await c.oktaOrg.hooksTold();
  await eventually(async () => (await hints(c)).some(({ firstMissingAt }) => firstMissingAt !== null));
  await look(c);
  expect(await kept(c)).toEqual([]);
  await eventually(
    async () => (await hints(c)).length === 0,
    () => leapWhenIdle(c, 600_000),
  );
  // No token lives for a day.
  const [last] = await c.connector.services.database.query<{ id: string }>(
    'SELECT id FROM connector.jobs ORDER BY accepted_seq DESC LIMIT 1',
  );
  await toldOnce(c, told, new RegExp(`whom Omni has not had for a day.*Nobody waits for them.*Job ${last?.id}`, 's'));
  expect(JSON.stringify([told.slack(), told.emails()])).not.toContain(BEN);
});

test('a change that waits for a quarter of an hour is told of once, and none that is worked off', async () => {
  const told = await channels();
  const c = await hookedWorld(start, { environment: told.environment });
  assign(c, ADA, { regionOfUser: 'emea' });
  addHook(c);
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'apac' });
  await c.oktaOrg.hooksTold();
  await eventually(async () => held(c, ADA).region === 'apac' && (await hints(c)).length === 0);
  leap(c, QUARTER_MS);
  await look(c);
  thwart(c);
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'amer' });
  await c.oktaOrg.hooksTold();
  await look(c);
  expect(await kept(c)).toEqual([]);
  leap(c, QUARTER_MS);
  await look(c);
  await toldOnce(c, told, /Okta has told of waits for more than a quarter of an hour.*Omni is not as Okta is/s);
  c.oktaOrg.faults.clear();
  await eventually(
    async () => held(c, ADA).region === 'amer' && (await hints(c)).length === 0,
    () => leapWhenIdle(c, 15_000),
  );
  await look(c);
  expect(told.slack()).toHaveLength(1);
});

test('a schedule whose run could not be started for a quarter of an hour is told of once, and none that starts', async () => {
  const told = await channels();
  const clock = fastClock(30);
  const environment = { ...told.environment, SYNC_SCHEDULE: '*/5 * * * *' };
  const c = await worldOf(start, { clock, environment });
  assign(c, ADA, { regionOfUser: 'emea' });
  const { database, metrics } = c.connector.services;
  await eventually(async () => (await database.query('SELECT FROM connector.schedules')).length > 0);
  clock.leap(FIVE_MINUTES_MS);
  await eventually(() => held(c, ADA).region === 'emea');
  await look(c);
  thwart(c);
  clock.leap(FIVE_MINUTES_MS);
  const failed = async () =>
    (await metrics.scheduledRuns.get()).values.some(({ labels }) => labels.outcome === 'failed');
  await eventually(failed);
  await look(c);
  expect(await kept(c)).toEqual([]);
  clock.leap(QUARTER_MS);
  await look(c);
  await toldOnce(c, told, /scheduled run could not be started for a quarter of an hour.*The log names the reason/s);
  c.oktaOrg.faults.clear();
  assign(c, BEN, { regionOfUser: 'amer' });
  await eventually(
    () => held(c, BEN).region === 'amer',
    async () => clock.leap(60_000),
  );
  await look(c);
  expect(told.slack()).toHaveLength(1);
});
