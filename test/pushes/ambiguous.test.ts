import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { BEN, CLEO, expectSound, held, ok, outcomes, pushed, row, seed, started, until, writeCount } from './set-up.ts';

const start = useConnector();

const DUP = 'dup@acme.example';
const TWIN = 'Dup@acme.example';
const OTHERS = [BEN, CLEO, 'dee@acme.example', 'eli@acme.example'];
const AMBIGUOUS = 'failed USER_AMBIGUOUS';

/** @param size users between the two who bear one name in two cases */
async function world({ listValues = 'omit' as 'omit' | 'include', size = 0, twin = true } = {}) {
  const c = await start({ switches: { listValues } });
  seed(c);
  c.omni.addUser({ userName: DUP, values: { region: 'emea' } });
  for (const userName of OTHERS) c.omni.addUser({ userName });
  for (let i = 0; i < size; i += 1) c.omni.addUser({ userName: `user${i}@acme.example` });
  const addTwin = () => void c.omni.addUser({ userName: TWIN, values: { region: 'emea' }, twin: true });
  if (twin) addTwin();
  return { c, addTwin };
}
type World = Awaited<ReturnType<typeof world>>['c'];

const dupRow = row(DUP, { region: 'amer' });
const single = { userName: DUP, values: { region: 'amer' } };

/** What the two who share a name hold. */
const heldByBoth = (c: World) =>
  c.omni.users.filter(({ userName }) => userName.toLowerCase() === DUP).map(({ values }) => values.region);

async function remembered(c: World): Promise<unknown[]> {
  const { database } = c.connector.services;
  return await database.query('SELECT omni_user_id FROM connector.omni_users WHERE user_name_key = $1', [DUP]);
}

/** Every action that names one user, on a name that two active users bear. */
async function expectRefused(c: World): Promise<void> {
  const before = writeCount(c);
  for (const userName of [DUP, TWIN]) {
    expectError(await c.call('set-user-values', { ...single, userName }), 409, 'USER_AMBIGUOUS');
    expectError(await c.call('set-user-values', { ...single, userName, dryRun: true }), 409, 'USER_AMBIGUOUS');
    expectError(await c.call('clear-user-values', { userName, references: ['region'] }), 409, 'USER_AMBIGUOUS');
    expectError(await c.call('read-user', { userName }), 409, 'USER_AMBIGUOUS');
  }
  expect(writeCount(c)).toBe(before);
  expect(await remembered(c)).toEqual([]);
}

describe.each(['omit', 'include'] as const)('two active users of one name, listValues=%s', (listValues) => {
  test('are refused to a call for one user, before and after one of them was remembered', async () => {
    const { c, addTwin } = await world({ listValues, twin: false });
    ok(await c.call('set-user-values', { ...single, values: { region: 'apac' } }));
    expect(await remembered(c)).toHaveLength(1);
    addTwin();
    await expectRefused(c);
    await expectRefused(c);
    expect(heldByBoth(c)).toEqual(['apac', 'emea']);
  });

  test.each([
    ['searches for them', []],
    ['reads the list', OTHERS.map((userName) => row(userName, { region: 'amer' }))],
  ])('fail their row alone in a push that %s', async (_label, others) => {
    const { c } = await world({ listValues });
    for (const region of ['amer', 'apac']) {
      const { jobId } = await pushed(c, [row(DUP, { region }), ...others], { verify: 'all' });
      expect((await outcomes(c, jobId))[0]).toBe(AMBIGUOUS);
      expect(await outcomes(c, jobId)).not.toContain('failed');
      await expectRefused(c);
    }
    for (const { userName } of others) expect(held(c, userName)).toEqual({ region: 'amer' });
    expect(heldByBoth(c)).toEqual(['emea', 'emea']);
    await expectSound(c, ['region']);
  });

  test.each([
    ['searches for them', []],
    ['reads the list', OTHERS.map((userName) => row(userName, { region: 'amer' }))],
  ])('fail their row alone in a plan that %s', async (_label, others) => {
    const { c } = await world({ listValues });
    const plan = ok(await c.call('plan-push', { rows: [dupRow, ...others] }));
    expect(plan).toMatchObject({ failedCount: 1, changedCount: others.length });
    expect(JSON.stringify(plan.changes)).not.toContain(DUP);
    expect(writeCount(c)).toBe(0);
    await expectRefused(c);
  });

  test.each([
    ['searches for them', []],
    ['reads the list', OTHERS.map((userName) => row(userName, { region: 'amer' }))],
  ])('are left alone by an undo that %s', async (_label, others) => {
    const { c, addTwin } = await world({ listValues, twin: false });
    const { jobId } = await pushed(c, [dupRow, ...others], { verify: 'all' });
    addTwin();
    const undo = await started(c, 'undo-job', { jobId });
    expect(await until(c, undo, 'done')).toMatchObject({ failedCount: 1, changedCount: others.length });
    expect(await outcomes(c, undo)).toContain(AMBIGUOUS);
    expect(heldByBoth(c)).toEqual(['amer', 'emea']);
    await expectRefused(c);
  });
});

test.each([
  ['the list, on pages of their own', 120],
  ['a search, though the first page shows one of them', 600],
])('two active users of one name are noticed by %s', async (_label, size) => {
  const { c } = await world({ size });
  const rows = [dupRow, ...OTHERS.map((userName) => row(userName, { region: 'amer' }))];
  const { jobId } = await pushed(c, rows, { verify: 'none' });
  expect(await outcomes(c, jobId)).toEqual([AMBIGUOUS, ...OTHERS.map(() => 'changed')]);
  expect(await remembered(c)).toEqual([]);
  expect(heldByBoth(c)).toEqual(['emea', 'emea']);
});
