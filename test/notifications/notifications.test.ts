import { describe, expect, test } from '@jest/globals';
import { lookForAlarms } from '../../src/notifications/look-for-alarms.ts';
import { useReceiver } from '../pushes-callback/receiver.ts';
import { addBoth, drift, seed } from '../reports/set-up.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { until } from '../support/until.ts';
import { useMailbox } from './mailbox.ts';

const startConnector = useConnector();
const receive = useReceiver();
const openMailbox = useMailbox();
const ADA = 'ada@acme.example';

interface Told {
  readonly under: ConnectorUnderTest;
  /** The texts that Slack got. */
  texts(): string[];
  readonly receiver: Awaited<ReturnType<typeof receive>>;
}

/** A connector that tells Slack. */
async function start(environment: StartOptions['environment'] = {}, options: StartOptions = {}): Promise<Told> {
  const receiver = await receive();
  const under = await startConnector({
    clock: fastClock(30),
    ...options,
    environment: { SLACK_WEBHOOK_URL: receiver.url, ...environment },
  });
  return { under, receiver, texts: () => receiver.jobs.map((body) => (body as unknown as { text: string }).text) };
}

function addRegion({ omni }: ConnectorUnderTest): void {
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  omni.addUser({ userName: ADA });
}

const push = async ({ call }: { call: ConnectorUnderTest['call'] }, userName = ADA): Promise<string> => {
  const rows = [{ userName, values: { region: 'planted-value' } }];
  return (await call('push-users', { rows, mode: 'job' })).body.jobId;
};
const pushTo = (under: ConnectorUnderTest, userName?: string) => push({ call: under.call.bind(under) }, userName);

const kept = ({ connector }: ConnectorUnderTest) =>
  connector.services.database.query('SELECT channel, condition, state FROM connector.notifications ORDER BY id');
const logged = ({ logLines }: ConnectorUnderTest, what: string) =>
  logLines.filter((line) => line.includes(what)).length;

/** Lets whatever waits be due, and whatever was told be long ago. */
const hurry = ({ connector }: ConnectorUnderTest) =>
  connector.services.database.query('UPDATE connector.notifications SET not_before = 0, told_at = 0');

test('a job that waits for approval is told once in Slack and once by e-mail, and not again when it was approved', async () => {
  const mailbox = await openMailbox();
  const { under, texts } = await start({
    GUARD_MAX_CHANGED_USERS: '0',
    SMTP_URL: mailbox.url,
    NOTIFY_EMAIL_FROM: 'omni@acme.example',
    NOTIFY_EMAIL_TO: 'ops@acme.example',
  });
  addRegion(under);
  const jobId = await pushTo(under);
  await until(() => texts().length > 0 && mailbox.mails.length > 0);
  expect(texts()).toEqual([expect.stringContaining(`Job ${jobId}`)]);
  expect(mailbox.mails).toMatchObject([{ to: ['ops@acme.example'], text: expect.stringContaining(jobId) }]);
  await until(() => logged(under, 'a notification was delivered') === 2);
  await under.call('approve-job', { jobId });
  await until(async () => (await under.call('get-job', { jobId })).body.status === 'done');
  await until(async () => (await kept(under)).length === 0);
  await under.connector.services.clock.sleep(20_000);
  expect([texts().length, mailbox.mails.length]).toEqual([1, 1]);
  // Neither a user nor a value leaves, and no secret stands in the log.
  expect(JSON.stringify([texts(), mailbox.mails])).not.toMatch(/planted-value|ada@/);
  expect(under.logLines.join()).not.toContain(mailbox.password);
});

test('a job with rows that have failed, and a report that has found differences, are told; what went well is not', async () => {
  const { under, texts } = await start({}, { oktaOrg: true });
  seed(under);
  addBoth(under, ADA, { region: 'emea' }, { region: 'apac' });
  await pushTo(under, 'nobody@acme.example');
  await until(() => texts().length === 1);
  expect(texts()[0]).toContain('1 row of a job has failed (push)');
  const { reportId } = await drift(under);
  await until(
    () => texts().length === 2,
    () => hurry(under),
  );
  expect(texts()[1]).toMatch(/Okta and Omni differ.*1 difference in/s);
  expect(texts()[1]).toContain(`Job ${reportId}`);
  const { body } = await under.call('sync-from-okta', { mode: 'job' });
  await until(async () => (await under.call('get-job', { jobId: body.jobId })).body.status === 'done');
  expect((await drift(under)).driftCount).toBe(0);
  expect(await kept(under)).toMatchObject([{ condition: 'failed' }, { condition: 'drift' }]);
});

test('only what is wanted is told', async () => {
  const { under, texts } = await start({ NOTIFY_ON: 'drift', GUARD_MAX_CHANGED_USERS: '0' });
  addRegion(under);
  const jobId = await pushTo(under);
  await until(async () => (await under.call('get-job', { jobId })).body.status === 'needs-approval');
  await lookForAlarms(under.connector.services)();
  expect([await kept(under), texts()]).toEqual([[], []]);
});

test('one that was on its way when the process ended is told by the next one, once', async () => {
  const { under, texts, receiver } = await start({ GUARD_MAX_CHANGED_USERS: '0' });
  addRegion(under);
  receiver.answers.push(503);
  await pushTo(under);
  await until(() => logged(under, 'a notification failed and is tried again') === 1);
  await under.connector.close();
  const next = await start({ GUARD_MAX_CHANGED_USERS: '0' }, { omni: under.omni });
  await until(
    () => next.texts().length === 1,
    () => hurry(next.under),
  );
  await until(async () => JSON.stringify(await kept(next.under)).includes('delivered'));
  await lookForAlarms(next.under.connector.services)();
  expect(await kept(next.under)).toEqual([{ channel: 'slack', condition: 'needs-approval', state: 'delivered' }]);
  expect(texts()).toHaveLength(1);
});

test('a webhook that Slack has withdrawn is given up at once, which the log tells without its address', async () => {
  const { under, receiver } = await start({ GUARD_MAX_CHANGED_USERS: '0' });
  addRegion(under);
  receiver.answers.push(404);
  await pushTo(under);
  await until(() => logged(under, 'a notification is given up') === 1);
  expect(await kept(under)).toMatchObject([{ state: 'given-up' }]);
  expect(under.logLines.join()).not.toContain(receiver.token);
  const { text } = await under.send('GET', '/metrics');
  expect(text).toContain('notifications_total{channel="slack",outcome="given-up"} 1');
});

test('a key that Omni goes on refusing is told once, and again when it was good in between', async () => {
  const { under, texts } = await start();
  addRegion(under);
  const [token = ''] = under.omni.keys.organization;
  const key = under.omni.keys.find(token);
  if (!key) throw new Error('the local Omni has no key');
  const { services } = under.connector;
  const look = lookForAlarms(services);
  const ask = async (state: string) => {
    await until(
      () => services.instance.keyFates()[0]?.state === state,
      () => under.call('list-attributes', {}),
    );
    await look();
    await hurry(under);
  };
  for (const [isDead, state, told] of [
    [true, 'refused', 1],
    [false, 'good', 1],
    [true, 'refused', 2],
  ] as const) {
    key.disabled = isDead;
    await ask(state);
    await until(() => texts().length === told);
    await look();
  }
  expect(texts()[1]).toContain('Omni refuses key 1 of 1 in OMNI_API_KEYS');
  expect(texts().join()).not.toContain(token);
});

describe('an alarm', () => {
  test('tells that entries of the audit log are gone, once', async () => {
    const { under, texts } = await start({ NOTIFY_ON: 'alarm' });
    addRegion(under);
    const { database } = under.connector.services;
    const look = lookForAlarms(under.connector.services);
    for (const region of ['emea', 'apac']) await under.call('set-user-values', { userName: ADA, values: { region } });
    await look();
    expect(await kept(under)).toEqual([]);
    // The head is put back as well, so only who has seen it knows.
    await database.query(
      'UPDATE connector.audit_head SET (seq, hash) = (SELECT seq, hash FROM connector.audit ORDER BY seq LIMIT 1)',
    );
    await database.query('DELETE FROM connector.audit WHERE seq > (SELECT seq FROM connector.audit_head)');
    for (let again = 0; again < 2; again += 1) await look();
    await until(() => texts().length === 1);
    expect(texts()[0]).toContain('The audit log ends before an entry that it had');
    expect(await kept(under)).toHaveLength(1);
  });

  test('tells that the last entry is not the one that was written, also who has never seen it', async () => {
    const { under, texts } = await start({ NOTIFY_ON: 'alarm' });
    addRegion(under);
    await under.call('set-user-values', { userName: ADA, values: { region: 'emea' } });
    const { database } = under.connector.services;
    await database.query('DELETE FROM connector.audit WHERE seq = (SELECT seq FROM connector.audit_head)');
    await lookForAlarms(under.connector.services)();
    await until(() => texts().length === 1);
    expect(texts()[0]).toContain('The audit log ends before an entry that it had');
  });

  test('tells of a job that is paused for a quarter of an hour, with the cause', async () => {
    const clock = fastClock(30);
    const { under, texts } = await start({ NOTIFY_ON: 'alarm' }, { clock });
    addRegion(under);
    under.omni.faults.plan({ kind: 'server-error' }, { times: Number.POSITIVE_INFINITY });
    const jobId = await pushTo(under);
    const look = lookForAlarms(under.connector.services);
    await until(async () => (await under.call('get-job', { jobId })).body.status === 'paused');
    await look();
    expect(await kept(under)).toEqual([{ channel: 'slack', condition: 'alarm', state: 'open' }]);
    clock.leap(900_000);
    await until(() => texts().length === 1);
    expect(texts()[0]).toMatch(/A job is paused for a quarter of an hour.*OMNI_UNREACHABLE/s);
    expect(texts()[0]).toContain(`Job ${jobId}`);
  });

  test('tells of writes that Omni does not show', async () => {
    const { under, texts } = await start({ NOTIFY_ON: 'alarm' });
    addRegion(under);
    under.omni.faults.plan({ kind: 'wrong-json' }, { method: 'PATCH', times: Number.POSITIVE_INFINITY });
    await under.call('set-user-values', { userName: ADA, values: { region: 'emea' } });
    await until(() => texts().length === 1);
    expect(texts()[0]).toContain('Omni has accepted values and does not show them');
  });
});
