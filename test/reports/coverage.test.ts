import { describe, expect, test } from '@jest/globals';
import { DEFINITIONS, ok, seed as seedOmni, setValues, writeCount } from '../flows/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, BEN, CLEO, coverage, INSTANCES } from './set-up.ts';

const start = useConnector();
const holds = ({ rows }: Awaited<ReturnType<typeof coverage>>) =>
  rows.map((row) => `${row.userName} ${row.reference} ${row.holds}`);

describe.each(INSTANCES)('where %s', (_, switches) => {
  test('each attribute is counted, and who holds no value of their own is listed', async () => {
    const c = await start({ switches });
    seedOmni(c, { region: 'emea', seats: 9 });
    c.omni.addUser({ userName: BEN, values: { region: 'apac' } });
    c.omni.addUser({ userName: CLEO, active: false });
    const report = await coverage(c, { references: ['region', 'seats', 'flag'] });
    const nobodyElse = { emailOnlyOwnCount: 0, emailOnlyDefaultCount: 0, emailOnlyNoneCount: 0 };
    expect(report.references).toEqual(
      [
        { reference: 'flag', ownCount: 0, defaultCount: 0, noneCount: 2, unknownCount: 0, defaultValue: '' },
        { reference: 'region', ownCount: 2, defaultCount: 0, noneCount: 0, unknownCount: 0, defaultValue: '' },
        { reference: 'seats', ownCount: 1, defaultCount: 1, noneCount: 0, unknownCount: 0, defaultValue: '5' },
      ].map((one) => ({ ...one, ...nobodyElse })),
    );
    expect(holds(report)).toEqual([`${ADA} flag none`, `${BEN} flag none`, `${BEN} seats default`]);
    expect(report.rows.slice(1)).toMatchObject([
      { effective: '', effectiveValues: [], source: 'none' },
      { effective: '5', effectiveValues: ['5'], source: 'default' },
    ]);
    const own = ok(await c.call('report-coverage', { reportId: report.reportId, holds: ['own'] }));
    expect(own.rows).toContainEqual({
      userName: ADA,
      reference: 'seats',
      holds: 'own',
      effective: '9',
      effectiveValues: ['9'],
      source: 'own',
    });
    expect(report).toMatchObject({ userCount: 2, message: '3 attributes of 2 active users: 2 values are missing.' });
    expect(writeCount(c)).toBe(0);
  });
});

test('a shown default counts as the default, until a write has proved it to be the own value', async () => {
  const c = await start({ switches: { readDefaults: 'yes' } });
  seedOmni(c);
  expect(holds(await coverage(c, { references: ['seats'] }))).toEqual([`${ADA} seats default`]);
  ok(await setValues(c, { seats: 5 }));
  expect(holds(await coverage(c, { references: ['seats'] }))).toEqual([]);
});

test('own values are listed when they are asked for', async () => {
  const c = await start();
  seedOmni(c, { region: 'emea' });
  const { reportId } = await coverage(c, { references: ['region', 'flag'] });
  const own = ok(await c.call('report-coverage', { reportId, holds: ['own'] }));
  expect(holds(own)).toEqual([`${ADA} region own`]);
  const first = ok(await c.call('report-coverage', { reportId, holds: ['own', 'none'], limit: 1 }));
  const second = ok(
    await c.call('report-coverage', { reportId, holds: ['own', 'none'], limit: 1, cursor: first.nextCursor }),
  );
  expect([...holds(first), ...holds(second)]).toEqual([`${ADA} flag none`, `${ADA} region own`]);
  expect(second.nextCursor).toBe('');
});

test('without references all attributes are looked at, except those of Omni', async () => {
  const c = await start({ switches: { readSystem: 'yes' } });
  seedOmni(c);
  const { references } = await coverage(c);
  expect(references.map(({ reference }) => reference)).toEqual(Object.keys(DEFINITIONS).toSorted());
});

test.each([
  [['regoin'], 'REFERENCE_UNKNOWN'],
  [['omni_user_id'], 'ATTRIBUTE_SYSTEM'],
  [['region', 'regoin'], 'REFERENCE_UNKNOWN'],
] as const)('the references %j are refused before anything is begun', async (references, code) => {
  const c = await start();
  seedOmni(c);
  expectError(await c.call('report-coverage', { references }), 422, code);
  expect(ok(await c.call('list-jobs')).jobs).toEqual([]);
});

describe('recipients without an account', () => {
  /** 41 of them, three pages: one without anything, the others with a region. */
  const withRecipients = async () => {
    const c = await start();
    seedOmni(c, { region: 'emea' });
    for (let i = 0; i < 41; i += 1) {
      c.omni.addEmailOnlyUser({ email: `board.${i}@acme.example`, values: i === 0 ? {} : { region: 'apac' } });
    }
    return c;
  };

  test('are counted apart, page by page, and are no users', async () => {
    const c = await withRecipients();
    const report = await coverage(c, { references: ['region', 'seats'] });
    expect(report).toMatchObject({ userCount: 1, emailOnlyCount: 41 });
    expect(report.references).toMatchObject([
      { ownCount: 1, emailOnlyOwnCount: 40, emailOnlyDefaultCount: 0, emailOnlyNoneCount: 1 },
      { defaultCount: 1, emailOnlyOwnCount: 0, emailOnlyDefaultCount: 41, emailOnlyNoneCount: 0 },
    ]);
    expect(report.message).toBe(
      '2 attributes of 1 active user: 0 values are missing. 41 recipients without an account apart.',
    );
    expect(c.omni.log.filter({ path: '/api/v1/users/email-only' })).toHaveLength(3);
  });

  test.each([[403], [404]])('of whom Omni tells nothing (%i) are unknown, and the report is made', async (status) => {
    const c = await withRecipients();
    c.omni.faults.plan({ kind: 'answer', status, body: {} }, { path: '/api/v1/users/email-only' });
    expect(await coverage(c, { references: ['region'] })).toMatchObject({
      status: 'done',
      userCount: 1,
      emailOnlyCount: -1,
    });
  });

  test('whose pages lead in a circle are not counted, and the report says so', async () => {
    const c = await withRecipients();
    const page = (nextCursor: string) => ({
      kind: 'answer' as const,
      status: 200,
      body: { records: [], pageInfo: { hasNextPage: true, nextCursor } },
    });
    const path = '/api/v1/users/email-only';
    for (let at = 0; at < 20; at += 1) c.omni.faults.plan(page(at % 2 === 0 ? 'A' : 'B'), { path });
    const report = await coverage(c, { references: ['region'] });
    expect(report).toMatchObject({ emailOnlyCount: -1, message: expect.stringContaining('lead back to one') });
    expect(c.omni.log.filter({ path })).toHaveLength(3);
  });
});
