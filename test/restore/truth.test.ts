import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { RowResult } from '../../src/schema/types.ts';
import { savePlanPage } from '../../src/store/push-plans.ts';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { doubtUserValues } from '../../src/store/user-values.ts';
import { openIntent } from '../../src/store/write-intents.ts';
import { ok, push, pushed, results, row, until } from '../pushes/set-up.ts';
import { addPush } from '../store/push-samples.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';

const USERS = Array.from({ length: 5 }, (_, index) => `user${index}@acme.example`);
const rows = (users: readonly string[], values: Record<string, unknown>) =>
  users.map((userName) => row(userName, values));

const start = useConnector();

/**
 * Five users who hold "emea", which is remembered, and for whom Omni shows the default "none" where they hold nothing.
 */
async function startRemembering(listValues: 'omit' | 'include'): Promise<ConnectorUnderTest> {
  const c = await start({ switches: { listValues, readDefaults: 'yes' } });
  c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  c.omni.addAttribute({ name: 'team', label: 'Team', type: 'String', default_value: 'none' });
  for (const userName of USERS) c.omni.addUser({ userName });
  await pushed(c, rows(USERS, { region: 'emea', team: 'none' }), { verify: 'all' });
  return c;
}

async function truths(c: ConnectorUnderTest, asked: readonly unknown[], more: object): Promise<string[]> {
  const answer = ok(await push(c, asked, { ...more, dryRun: true }));
  return answer.results.map(({ truth, status }: RowResult) => `${status} ${truth}`);
}

/** How a row finds out what its user holds. */
const PATHS = [
  ['by the list', 'include', USERS, 'list'],
  ['by reads by id', 'omit', USERS, 'read'],
  ['by searches', 'omit', USERS.slice(0, 2), 'read'],
] as const;

describe.each(PATHS)('a push that looks %s', (_, listValues, users, truth) => {
  test('remembers nothing with verify: all, not even whose a value is that is the default too', async () => {
    const c = await startRemembering(listValues);
    expect(await truths(c, rows(users, { region: 'emea' }), { verify: 'all' })).toEqual(
      users.map(() => `unchanged ${truth}`),
    );
    expect(await truths(c, rows(users, { team: 'none' }), { verify: 'all' })).toEqual(
      users.map(() => `changed ${truth}`),
    );
  });

  test('says of nothing that it is remembered once that is in doubt', async () => {
    const c = await startRemembering(listValues);
    await doubtUserValues(c.connector.services.database);
    expect(await truths(c, rows(users, { team: 'none' }), { verify: 'none' })).toEqual(
      users.map(() => `changed ${truth}`),
    );
  });
});

test('a push goes by what is remembered where lists omit values, and reads once that is in doubt', async () => {
  const c = await startRemembering('omit');
  const asked = rows(USERS, { region: 'emea', team: 'none' });
  expect(await truths(c, asked, { verify: 'none' })).toEqual(USERS.map(() => 'unchanged remembered'));
  await doubtUserValues(c.connector.services.database, c.omni.findUser(USERS[1] ?? '')?.id);
  const doubted = (await truths(c, asked, { verify: 'none' }))[1];
  expect(doubted).toBe('changed read');
});

test('a user whose last write nobody could record is read: its writer has lost the lease', async () => {
  const c = await startRemembering('omit');
  const { database } = c.connector.services;
  const [first = ''] = USERS;
  await openIntent(database, {
    id: randomUUID(),
    at: Date.now(),
    requestId: 'request',
    clientId: 'client',
    action: 'set-user-values',
    userName: first,
    omniUserId: c.omni.findUser(first)?.id ?? '',
    changes: [{ reference: 'region', before: ['emea'], after: ['apac'] }],
    // Nobody holds it any more.
    lease: { name: `user:${first}`, fence: 0 },
    place: await takePlace(database, { userName: first, references: ['region'] }),
  });
  expect(await truths(c, rows(USERS, { region: 'emea' }), { verify: 'none' })).toEqual([
    'unchanged read',
    ...USERS.slice(1).map(() => 'unchanged remembered'),
  ]);
});

describe('a row that was to be written by what was remembered', () => {
  test.each([
    ['and is in place after all was read', { state: 'unchanged' }, 'read', null],
    ['and was left to a later wish tells nothing', { state: 'unchanged', code: 'ROW_SUPERSEDED' }, '', null],
    ['and was written keeps how its plan knew', { state: 'changed' }, 'remembered', 4],
  ] as const)('%s', async (_, outcome, truth, truthAt) => {
    const c = await start();
    const { database } = c.connector.services;
    const jobId = await addPush(database, { status: 'planned', now: Date.now() });
    const plan = { omniUserId: 'id', lookAt: 5, truth: 'remembered', truthAt: 4 } as const;
    await savePlanPage(database, jobId, [{ ...plan, index: 0, state: 'ready' }]);
    await settleRow(database, { jobId, index: 0, ...outcome });
    expect(await listPushRows(database, jobId, { limit: 1 })).toMatchObject([{ truth, truthAt }]);
  });
});

test('no row of an undo is remembered: each is read before it is written', async () => {
  const c = await startRemembering('omit');
  const job = await pushed(c, rows(USERS, { region: 'apac' }), { verify: 'none' });
  const undo = (await c.call('undo-job', { jobId: job.jobId })).body.jobId;
  await until(c, undo, 'done');
  expect((await results(c, undo)).map(({ status, truth }) => `${status} ${truth}`)).toEqual(
    USERS.map(() => 'changed read'),
  );
});
