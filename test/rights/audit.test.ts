import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/store/audit-entry.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { ok } from '../flows/set-up.ts';
import { addJob, settleRows } from '../jobs-actions/set-up.ts';
import { ADA, REGION, seedOrg } from '../okta-flows/set-up.ts';
import { sampleRows } from '../store/push-samples.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until } from '../support/until.ts';

const start = useConnector();
let c: ConnectorUnderTest;

/** Starts the connector with an org that holds something of somebody else's, an assigned user, and `region`. */
async function begin(options: StartOptions = {}): Promise<void> {
  c = await start({ oktaOrg: true, ...options });
  seedOrg(c);
}

const database = () => c.connector.services.database;

/** Calls an action as a client with a request id of its own. */
const callAs = async (cid: string, action: string, input: object) =>
  await c.call(action, input, {
    authorization: `Bearer ${await c.token({ cid })}`,
    'x-request-id': `request-${cid}`,
  });

/** The audit log without times and hashes, of which the chain is sure to be whole. */
async function audit(): Promise<Partial<AuditEntry>[]> {
  expect(await verifyAudit(database())).toMatchObject({ ok: true });
  return await database().query<AuditEntry>(
    `SELECT request_id AS "requestId", client_id AS "clientId", action, user_name AS "userName",
            omni_user_id AS "omniUserId", reference, before, after, outcome
     FROM connector.audit ORDER BY seq`,
  );
}

const logged = (message: string) =>
  c.logLines.map((line) => JSON.parse(line)).filter(({ msg }: { msg: string }) => msg === message);

describe('a decision about a job', () => {
  beforeEach(() => begin());

  const decision = (clientId: string, action: string, jobId: string, before: string, ...after: string[]) => ({
    requestId: `request-${clientId}`,
    clientId,
    action,
    userName: '',
    omniUserId: '',
    reference: `job:${jobId}`,
    before: [before],
    after,
    outcome: 'verified',
  });

  test.each([
    ['approve-job', 'needs-approval', 'queued', 'a job was approved'],
    ['cancel-job', 'paused', 'canceled', 'a job was canceled'],
  ] as const)('%s names who took it, in the audit log and in the log', async (action, before, after, message) => {
    const jobId = await addJob(database(), before, { clientId: 'flows' });
    ok(await callAs('reviewer', action, { jobId }));
    expect(await audit()).toEqual([decision('reviewer', action, jobId, before, after)]);
    expect(logged(message)).toMatchObject([{ jobId, clientId: 'reviewer', requestId: 'request-reviewer' }]);
  });

  test.each(['retry-job', 'undo-job'])('%s names the job that was started', async (action) => {
    const parent = await addJob(database(), 'running', { clientId: 'flows', rows: sampleRows(4) });
    await settleRows(database(), parent);
    await database().query(`UPDATE connector.jobs SET status = 'done' WHERE id = $1`, [parent]);
    const { body } = await callAs('reviewer', action, { jobId: parent });
    const [entry] = await audit();
    expect(entry).toEqual(decision('reviewer', action, parent, 'done', 'done', `job:${body.jobId}`));
    expect(logged('a job was accepted')).toMatchObject([
      { jobId: body.jobId, parentId: parent, clientId: 'reviewer', requestId: 'request-reviewer' },
    ]);
  });

  test.each(['retry-job', 'undo-job'])('%s starts none where its job is removed meanwhile', async (action) => {
    const parent = await addJob(database(), 'running', { clientId: 'flows', rows: sampleRows(4) });
    await settleRows(database(), parent);
    await database().query(`UPDATE connector.jobs SET status = 'done' WHERE id = $1`, [parent]);
    await database().script(`
      CREATE FUNCTION purge() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN DELETE FROM connector.jobs WHERE id = NEW.parent_id; RETURN NEW; END $$;
      CREATE TRIGGER purge BEFORE INSERT ON connector.jobs FOR EACH ROW EXECUTE FUNCTION purge();`);
    const answer = await callAs('reviewer', action, { jobId: parent });
    await database().script('DROP FUNCTION purge() CASCADE');
    expectError(answer, 404, 'JOB_NOT_FOUND');
    expect(await database().query('SELECT id FROM connector.jobs')).toEqual([{ id: parent }]);
  });

  test('apply-plan is one, once', async () => {
    c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
    c.omni.addUser({ userName: ADA });
    const rows = [{ userName: ADA, values: { region: 'emea' } }];
    const { planId, planHash } = ok(await callAs('flows', 'plan-push', { rows }));
    for (const _ of ['applies', 'repeats']) await callAs('reviewer', 'apply-plan', { planId, planHash });
    const decisions = (await audit()).filter(({ reference }) => reference === `job:${planId}`);
    expect(decisions).toEqual([decision('reviewer', 'apply-plan', planId, 'planned', 'queued')]);
    // What the plan writes is written by the call that has applied it, for the client whose plan it is.
    const isWritten = async () => (await audit()).some(({ reference }) => reference === 'region');
    await until(isWritten);
    expect((await audit()).at(-1)).toMatchObject({
      action: 'apply-plan',
      requestId: 'request-reviewer',
      clientId: 'flows',
      after: ['emea'],
    });
  });

  test('that was refused leaves no trace', async () => {
    const jobId = await addJob(database(), 'done');
    expectError(await callAs('reviewer', 'approve-job', { jobId }), 409, 'JOB_NOT_WAITING');
    expectError(await callAs('reviewer', 'cancel-job', { jobId }), 409, 'JOB_NOT_WAITING');
    expect(await audit()).toEqual([]);
  });

  test('is not taken when it cannot be recorded', async () => {
    const jobId = await addJob(database(), 'needs-approval');
    await database().query('ALTER TABLE connector.audit ADD CONSTRAINT no_room CHECK (seq < 0) NOT VALID');
    try {
      expect((await callAs('reviewer', 'approve-job', { jobId })).status).toBeGreaterThanOrEqual(500);
    } finally {
      await database().query('ALTER TABLE connector.audit DROP CONSTRAINT no_room');
    }
    const [job] = await database().query('SELECT status, approved FROM connector.jobs WHERE id = $1', [jobId]);
    expect(job).toEqual({ status: 'needs-approval', approved: false });
  });
});

describe('a write in Okta', () => {
  const PROFILE_WRITE = { method: 'POST', path: '/api/v1/users' };
  const inOkta = (action: string, reference: string, differences: Partial<AuditEntry>) => ({
    requestId: 'request-setup',
    clientId: 'setup',
    action,
    userName: '',
    omniUserId: '',
    reference: `okta:${reference}`,
    outcome: 'verified',
    ...differences,
  });
  const ofAda = (before: string[], after: string[], differences: Partial<AuditEntry> = {}) =>
    inOkta('set-okta-values', 'costCenterCode', { userName: ADA, before, after, ...differences });
  const setCostCenter = (value: unknown, more: object = {}) =>
    callAs('setup', 'set-okta-values', { userName: ADA, values: { costCenterCode: value }, ...more });

  test('of a value names the client, the request, the user and both values; what did not change is not in it', async () => {
    await begin();
    for (const value of ['c200', 'c200', null]) ok(await setCostCenter(value));
    ok(await setCostCenter('c300', { dryRun: true }));
    expect(await audit()).toEqual([ofAda(['c100'], ['c200']), ofAda(['c200'], [])]);
  });

  test('that Okta refuses is not in it', async () => {
    await begin();
    c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body: { errorCode: 'E0000006' } }, PROFILE_WRITE);
    expect(ok(await setCostCenter('c200'))).toMatchObject({ failedCount: 1 });
    expect(await audit()).toEqual([]);
  });

  test('that Okta takes and does not show was not applied', async () => {
    await begin();
    const as = { id: 'id', status: 'ACTIVE', lastUpdated: '2026-11-03T14:20:00.000Z' };
    const body = { ...as, profile: { login: ADA, costCenterCode: 'c100' } };
    c.oktaOrg.faults.plan({ kind: 'answer', status: 200, body }, PROFILE_WRITE);
    expect(ok(await setCostCenter('c200'))).toMatchObject({ results: [{ code: 'OKTA_VALUE_NOT_APPLIED' }] });
    expect(await audit()).toEqual([ofAda(['c100'], ['c200'], { outcome: 'not-applied' })]);
  });

  test('that nobody can tell about may have happened', async () => {
    await begin({ clock: quickClock() });
    c.oktaOrg.faults.plan({ kind: 'reset-before' }, PROFILE_WRITE);
    expect(ok(await setCostCenter('c200'))).toMatchObject({ results: [{ code: 'OKTA_UNREACHABLE' }] });
    expect(await audit()).toEqual([ofAda(['c100'], ['c200'], { outcome: 'interrupted' })]);
  });

  test('that a stop cut off is noted at the next start', async () => {
    await begin();
    await database().query(
      `INSERT INTO connector.write_intents (id, at, request_id, client_id, action, user_name, omni_user_id, changes)
       VALUES (gen_random_uuid(), 0, 'request-setup', 'setup', 'set-okta-values', $1, '', $2::json)`,
      [ADA, JSON.stringify([{ reference: 'okta:costCenterCode', before: ['c100'], after: ['c200'] }])],
    );
    const omni = c.omni;
    await c.connector.close();
    await start({ omni });
    expect(await audit()).toEqual([ofAda(['c100'], ['c200'], { outcome: 'interrupted' })]);
    expect(await database().query('SELECT FROM connector.write_intents')).toEqual([]);
  });

  test('of a set-up and of its removal shows the definitions before and after', async () => {
    await begin();
    ok(await callAs('setup', 'setup-synced-attribute', REGION));
    ok(await callAs('setup', 'remove-synced-attribute', { reference: 'region' }));
    const written = (await audit()).filter(({ reference }) => reference?.startsWith('okta:'));
    const shown = written.map(({ before = [], after = [], ...entry }) => ({
      ...entry,
      before: before.map((text) => JSON.parse(text)),
      after: after.map((text) => JSON.parse(text)),
    }));
    const [profile, app] = [{ title: 'Region', type: 'string' }, { externalName: 'region' }];
    const mapping = { expression: 'user.region', pushStatus: 'PUSH' };
    const change = (action: string, reference: string, before: object[], after: object[]) => ({
      ...inOkta(action, reference, {}),
      before,
      after,
    });
    expect(shown).toMatchObject([
      change('setup-synced-attribute', 'profile:region', [], [profile]),
      change('setup-synced-attribute', 'app:region', [], [app]),
      change('setup-synced-attribute', 'mapping:region', [], [mapping]),
      change('remove-synced-attribute', 'mapping:region', [mapping], []),
      change('remove-synced-attribute', 'app:region', [app], []),
    ]);
  });
});
