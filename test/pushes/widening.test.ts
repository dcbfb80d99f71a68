import { describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { clearLeases } from '../../src/store/leases.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { usage } from '../reports/set-up.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { ADA, accepted, BEN, expectSound, ok, push, row, seed, until, writeCount } from './set-up.ts';

const start = useConnector();

const ORDERS = `
access_filters:
  - field: orders.region
    user_attribute: region
    values_for_unfiltered: [all]
  - field: orders.flag
    user_attribute: flag
    enable_sql_like_wildcards: true
`;
const REASON = 'the value takes away the filter on orders.region in topic orders of Sales';

/** Ada holds a region, Ben sees every one; the models are read unless told otherwise. */
async function world({ read = true, ...options }: StartOptions & { readonly read?: boolean } = {}) {
  const c = await start(options);
  seed(c, { region: 'emea' });
  c.omni.addUser({ userName: BEN, values: { region: 'all' } });
  c.omni.addModel({ name: 'Sales', files: { 'orders.topic': ORDERS } });
  if (read) await usage(c);
  return c;
}

describe('a push that gives somebody more', () => {
  test('waits for approval, with names and reasons, and is written once it is approved', async () => {
    const c = await world();
    const answer = await push(c, [row(ADA, { region: 'all' }), row(BEN, { region: 'all', flag: 'x' })]);
    expect(accepted(answer)).toMatchObject({ status: 'needs-approval' });
    expect(answer.body.message).toContain(
      `1 user would see more than the rows of their values: ${ADA} (region: ${REASON}); the limit is 0.`,
    );
    expect(writeCount(c)).toBe(0);
    const { jobId } = answer.body;
    ok(await c.call('approve-job', { jobId }));
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 2 });
    await expectSound(c, ['region', 'flag']);
  });

  test.each([
    ['a plain value', { region: 'apac' }],
    ['a wildcard where nothing compares with LIKE', { region: 'em%' }],
    ['a value that is unfiltered elsewhere', { flag: 'all' }],
    ['nothing, where there is no default', { region: null }],
  ])('goes on with %s', async (_, values) => {
    const c = await world({ environment: { GUARD_MAX_CLEARED_SHARE: '1' } });
    expect(ok(await push(c, [row(ADA, values)])).status).toBe('done');
  });

  test('waits where a clear leads to a default that is unfiltered', async () => {
    const c = await world();
    c.omni.changeAttribute('region', { default_value: 'all' });
    await usage(c);
    const answer = accepted(await push(c, [row(ADA, { region: null }), row(BEN, { region: null })]));
    expect(answer.message).toContain(
      `1 user would see more than the rows of their values: ${ADA} (region: the default`,
    );
  });

  test('goes on up to the setting, which a call can lower', async () => {
    const c = await world({ environment: { GUARD_MAX_WIDENED_USERS: '1' } });
    const rows = [row(ADA, { flag: '%' })];
    expect(accepted(await push(c, rows, { maxWidenedUsers: 0 })).status).toBe('needs-approval');
    expect(ok(await push(c, rows)).status).toBe('done');
  });
});

test('characters that the database cannot keep hold up no write: what the model says is judged without them', async () => {
  const c = await world({ read: false });
  const odd = String.raw`access_filters: [{ field: "a\0b", user_attribute: "re\0gion", values_for_unfiltered: ["\ud800"] }]`;
  c.omni.addModel({ name: 'Odd', files: { 'odd\0.topic': odd, '\0.topic': 'access_filters: [' } });
  await usage(c);
  expect(accepted(await push(c, [row(ADA, { region: 'all' })])).message).toContain(REASON);
  expect(ok(await c.call('set-user-values', { userName: ADA, values: { region: 'apac' } })).verified).toBe(true);
});

describe('an undo', () => {
  const undone = async (values: Record<string, unknown>) => {
    const c = await world();
    const { jobId } = accepted(await push(c, [row(BEN, values)], { mode: 'job' }));
    await until(c, jobId, 'done');
    return { c, undo: (await c.call('undo-job', { jobId })).body.jobId };
  };

  test('that gives back what opens more waits for approval, as any push does', async () => {
    const { c, undo } = await undone({ region: 'apac' });
    const { message } = await until(c, undo, 'needs-approval');
    expect(message).toContain(`1 user would see more than the rows of their values: ${BEN} (region: ${REASON})`);
    ok(await c.call('approve-job', { jobId: undo }));
    expect(await until(c, undo, 'done')).toMatchObject({ changedCount: 1 });
  });

  test('of anything else goes on', async () => {
    const { c, undo } = await undone({ flag: 'x' });
    expect(await until(c, undo, 'done')).toMatchObject({ changedCount: 1 });
  });
});

describe('a plan', () => {
  const rows = [row(ADA, { region: 'all', flag: 'x_y' }), row(BEN, { region: 'apac' })];

  test('says whom it gives more, and why', async () => {
    const c = await world();
    expect(ok(await c.call('plan-push', { rows }))).toMatchObject({
      widenedCount: 1,
      widens: [
        { userName: ADA, reference: 'flag', reason: expect.stringContaining('holds a wildcard of LIKE') },
        { userName: ADA, reference: 'region', reason: REASON },
      ],
      widensNote: '',
      guard: { tripped: true },
      limits: { maxWidenedUsers: 0 },
    });
  });

  test('says that the models were never read, and nothing is held', async () => {
    const c = await world({ read: false });
    expect(ok(await c.call('plan-push', { rows }))).toMatchObject({
      widenedCount: 0,
      widens: [],
      widensNote: expect.stringContaining('were never read'),
      guard: { tripped: false },
    });
    expect(ok(await push(c, rows)).status).toBe('done');
  });

  test('goes by what was read before where Omni no longer shows it, and says so', async () => {
    const c = await world();
    c.omni.switches.models = 'forbidden';
    await usage(c);
    const plan = ok(await c.call('plan-push', { rows }));
    expect(plan).toMatchObject({ widenedCount: 1, guard: { tripped: true } });
    expect(plan.widensNote).toContain('this key may not read it');
  });
});

describe('a single call', () => {
  test('is not held: it says what it opens, and so does the audit log', async () => {
    const c = await world();
    const ask = (action: string, body: object) => c.call(action, { userName: ADA, ...body });
    const widens = [{ reference: 'region', reason: REASON }];
    expect(ok(await ask('set-user-values', { values: { region: 'all' }, dryRun: true })).widens).toEqual(widens);
    expect(ok(await ask('set-user-values', { values: { region: 'all', flag: 'x' } }))).toMatchObject({
      changed: true,
      widens,
    });
    expect(ok(await ask('set-user-values', { values: { region: 'all' } })).widens).toEqual([]);
    const { database } = c.connector.services;
    const entries = await database.query('SELECT reference, widens FROM connector.audit ORDER BY reference');
    expect(entries).toEqual([
      { reference: 'flag', widens: '' },
      { reference: 'region', widens: REASON },
    ]);
    expect(await verifyAudit(database)).toMatchObject({ ok: true, checked: 2 });
    await database.query("UPDATE connector.audit SET widens = '' WHERE reference = 'region'");
    expect(await verifyAudit(database)).toMatchObject({ ok: false, firstBad: { problem: 'changed' } });
  });

  test('says so, too, where it had to begin anew when it had sent the value', async () => {
    let isStalled = false;
    const wrapDatabase = (database: Database): Database => ({
      ...database,
      transaction: async (work) => {
        // As after a stall in which somebody else has had the lease.
        if (isStalled) await clearLeases(database);
        isStalled = false;
        return await database.transaction(work);
      },
    });
    const c = await world({ wrapDatabase });
    isStalled = true;
    const { widens } = ok(await c.call('set-user-values', { userName: ADA, values: { region: 'all' } }));
    expect([isStalled, widens]).toEqual([false, [{ reference: 'region', reason: REASON }]]);
    expect(writeCount(c)).toBe(1);
    const entries = await c.connector.services.database.query('SELECT outcome, widens FROM connector.audit');
    expect(entries).toEqual([{ outcome: 'verified', widens: REASON }]);
  });

  test('of a clear names the default', async () => {
    const c = await world();
    c.omni.changeAttribute('region', { default_value: 'all' });
    await usage(c);
    const { widens } = ok(await c.call('clear-user-values', { userName: ADA, references: ['region'] }));
    expect(widens).toMatchObject([{ reference: 'region', reason: expect.stringContaining('the default') }]);
  });

  test('is explained before', async () => {
    const c = await world();
    const explained = ok(await c.call('explain-user', { userName: ADA, values: { region: 'all' } }));
    expect(explained.widens).toEqual([{ reference: 'region', reason: REASON }]);
    expect(explained.steps).toContainEqual({ step: 'widens', ok: false, detail: expect.stringContaining(REASON) });
    const plain = ok(await c.call('explain-user', { userName: ADA, values: { region: 'apac' } }));
    expect(plain).toMatchObject({ widens: [], wouldChange: true });
  });
});
