import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { noteAbandonedIntents, settleAbandonedIntents } from '../../src/apply/recover-intents.ts';
import { withUserLease } from '../../src/apply/user-lease.ts';
import { systemClock } from '../../src/base/clock.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import type { Database } from '../../src/store/database.ts';
import { doubtEverything } from '../../src/store/doubt.ts';
import { rememberedValues } from '../../src/store/user-values.ts';
import { openIntent } from '../../src/store/write-intents.ts';
import { auditRows, expectTidy } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import {
  ADA,
  BEN,
  endLeases,
  eventually,
  held,
  minutesAgo,
  patches,
  push,
  pushed,
  REPLICA,
  row,
  set,
  slowOmni,
  started,
  until,
  worldOf,
} from './set-up.ts';
import { stallAfterClaim } from './support/stall.ts';

const start = useConnector();

const event = (c: ConnectorUnderTest, eventId: string, minutes: number) => ({
  eventId,
  eventTime: minutesAgo(c, minutes),
});
const shortAudit = async (c: ConnectorUnderTest) =>
  (await auditRows(c)).map(({ action, after, outcome }) => `${action} ${after} ${outcome}`);

describe('a writer that stalls until its lease has run out', () => {
  test('before it sends does not send: the newer value that another replica has written stays', async () => {
    const { wakeAfter, reached, ...stall } = stallAfterClaim();
    const c = await worldOf(start, REPLICA);
    const stalled = await start({ omni: c.omni, ...stall });
    const older = set(stalled, ADA, { region: 'older' }, event(c, 'e1', 20));
    await reached;
    await endLeases(c);
    expect(await set(c, ADA, { region: 'newer' }, event(c, 'e2', 10))).toMatchObject({ changed: true, verified: true });
    wakeAfter(12_000);
    expect(await older).toMatchObject({ changed: false, verified: false, skippedReason: 'older-event' });
    expect(patches(c)).toBe(1);
    expect(held(c)).toMatchObject({ region: 'newer' });
    // The older one is said to be interrupted once more where a replica looks for open writes just then.
    const audited = new Set(await shortAudit(c));
    expect([...audited]).toEqual(['set-user-values older interrupted', 'set-user-values newer verified']);
    await expectTidy(c, ['region']);
  });

  test('before it sends goes on when nobody has taken the lease', async () => {
    const { wakeAfter, reached, ...stall } = stallAfterClaim();
    const c = await worldOf(start, REPLICA);
    const stalled = await start({ omni: c.omni, ...stall });
    const writing = set(stalled, ADA, { region: 'amer' });
    await reached;
    await endLeases(c);
    wakeAfter(12_000);
    expect(await writing).toMatchObject({ changed: true, verified: true });
    expect(patches(c)).toBe(1);
  });

  test('after it has sent finds its older value in place of the newer one, and puts that right', async () => {
    const { omni, hour } = slowOmni();
    const c = await worldOf(start, { omni, ...REPLICA });
    const other = await start({ omni, ...REPLICA });
    omni.faults.plan({ kind: 'latency', ms: 60_000 }, { method: 'PATCH' });
    const older = set(c, ADA, { region: 'older' }, event(c, 'e1', 20));
    await eventually(async () => patches(c) === 1);
    await endLeases(c);
    expect(await set(other, ADA, { region: 'newer' }, event(c, 'e2', 10))).toMatchObject({
      changed: true,
      verified: true,
    });
    await hour();
    expect(await older).toMatchObject({ changed: false, skippedReason: 'older-event' });
    expect(held(c)).toMatchObject({ region: 'newer' });
    expect(await shortAudit(c)).toEqual([
      'set-user-values older interrupted',
      'set-user-values newer verified',
      'repair newer verified',
    ]);
    expect(await set(c, ADA, { region: 'newer' }, event(c, 'e2', 10))).toMatchObject({
      skippedReason: 'duplicate-event',
    });
    await expectTidy(c, ['region']);
  });
});

describe('a write of a process that was killed', () => {
  /** As it is left behind: noted in the database, its lease run out. @param after empty: it has cleared */
  async function leftBehind(c: ConnectorUnderTest, after: string, place: { at: number; seq: number }): Promise<void> {
    await c.connector.services.database.query(
      `INSERT INTO connector.write_intents
         (id, at, request_id, client_id, action, user_name, omni_user_id, changes, lease, fence, place_at, place_seq)
       VALUES ($1, 1, 'request', 'client', 'set-user-values', $2, $3, $4::json, $5, 0, $6, $7)`,
      [
        randomUUID(),
        ADA,
        c.omni.findUser(ADA)?.id,
        JSON.stringify([{ reference: 'region', before: [], after: after === '' ? [] : [after] }]),
        `user:${ADA}`,
        place.at,
        place.seq,
      ],
    );
  }
  /** Nobody waits half a minute: what was noted is that old. */
  async function halfAMinuteLater({ connector: { services } }: ConnectorUnderTest): Promise<void> {
    await services.database.query('UPDATE connector.write_intents SET noted_at = noted_at - 30000');
    await settleAbandonedIntents(services);
  }
  const intents = ({ connector }: ConnectorUnderTest) =>
    connector.services.database.query('SELECT id FROM connector.write_intents');

  test('that came after a later one is put right by the next replica that looks, and the audit says "repair"', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'newer' });
    await leftBehind(c, 'older', { at: 1, seq: 1 });
    c.omni.setValue(ADA, 'region', 'older'); // it has reached Omni after all
    await noteAbandonedIntents(c.connector.services, false);
    await halfAMinuteLater(c);
    expect(held(c)).toMatchObject({ region: 'newer' });
    expect(await shortAudit(c)).toEqual([
      'set-user-values newer verified',
      'set-user-values older interrupted',
      'repair newer verified',
    ]);
    expect(await intents(c)).toEqual([]);
  });

  test('that is the newest wish takes its place where it had its effect: an older event loses to it', async () => {
    const c = await worldOf(start);
    await leftBehind(c, 'cut off', { at: c.connector.services.clock.now() - 300_000, seq: 1 });
    c.omni.setValue(ADA, 'region', 'cut off');
    await noteAbandonedIntents(c.connector.services, false);
    await halfAMinuteLater(c);
    expect(await set(c, ADA, { region: 'older' }, event(c, 'e1', 60))).toMatchObject({ skippedReason: 'older-event' });
    expect(held(c)).toMatchObject({ region: 'cut off' });
  });

  test('that had no effect leaves nothing but the audit row that says so, and supersedes nothing', async () => {
    const c = await worldOf(start);
    await leftBehind(c, 'cut off', { at: c.connector.services.clock.now() - 300_000, seq: 1 });
    await noteAbandonedIntents(c.connector.services, false);
    await noteAbandonedIntents(c.connector.services, false);
    await halfAMinuteLater(c);
    expect(await shortAudit(c)).toEqual(['set-user-values cut off interrupted']);
    expect(await intents(c)).toEqual([]);
    expect(await set(c, ADA, { region: 'older' }, event(c, 'e1', 60))).toMatchObject({ changed: true });
  });

  test.each([
    ['a moment ago, is put right also where everything is doubted meanwhile', 0, 'newer'],
    ['longer ago, is left where everything is doubted: wishes after it may be unknown', 60_000, 'older'],
  ])('that came after one of %s', async (_what, ageMs, region) => {
    const c = await worldOf(start);
    const { database } = c.connector.services;
    await set(c, ADA, { region: 'newer' });
    await database.query('UPDATE connector.user_values SET place_at = place_at - $1', [ageMs]);
    await leftBehind(c, 'older', { at: 1, seq: 1 });
    await noteAbandonedIntents(c.connector.services, false);
    await doubtEverything(database);
    c.omni.setValue(ADA, 'region', 'older');
    await halfAMinuteLater(c);
    expect(held(c)).toMatchObject({ region });
  });

  test('stays noted until no request can be on its way any more', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'newer' });
    await leftBehind(c, 'older', { at: 1, seq: 1 });
    await noteAbandonedIntents(c.connector.services, false);
    // A look now tells nothing of what still comes.
    await set(c, ADA, { flag: 'x' });
    expect(await intents(c)).toHaveLength(1);
    c.omni.setValue(ADA, 'region', 'older');
    await halfAMinuteLater(c);
    expect(held(c)).toMatchObject({ region: 'newer', flag: 'x' });
  });

  test.each(['Number', undefined] as const)(
    'that came after a newer value which Omni takes no more, of a definition of type %s by now, holds up nobody',
    async (type) => {
      const c = await worldOf(start, { switches: { unknownReference: '400' } });
      await set(c, ADA, { region: 'newer' });
      await leftBehind(c, '', { at: 1, seq: 1 });
      await noteAbandonedIntents(c.connector.services, false);
      c.omni.removeAttribute('region');
      if (type) c.omni.addAttribute({ name: 'region', label: 'Region', type });
      await halfAMinuteLater(c);
      expect(await set(c, ADA, { flag: 'x' })).toMatchObject({ changed: true, verified: true });
      const { services } = c.connector;
      await services.database.query('UPDATE connector.write_intents SET noted_at = noted_at - 600000');
      await settleAbandonedIntents(services);
      expect(await intents(c)).toEqual([]);
    },
  );

  test('to a definition leaves nothing remembered of its values, which may be gone with it', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'x', flag: 'x' });
    const { database } = c.connector.services;
    await openIntent(database, {
      id: randomUUID(),
      at: 1,
      requestId: 'request',
      clientId: 'client',
      action: 'delete-attribute',
      userName: '',
      omniUserId: '',
      changes: [{ reference: 'region', before: ['{}'], after: [] }],
    });
    await noteAbandonedIntents(c.connector.services, true);
    const id = c.omni.findUser(ADA)?.id ?? '';
    expect([...(await rememberedValues(database, id)).keys()]).toEqual(['flag']);
  });

  test('makes a push look at the user, also where the list or the memory says that all is in place', async () => {
    const c = await worldOf(start);
    await pushed(c, [row(ADA, { region: 'newer' })], { verify: 'all' });
    await leftBehind(c, 'older', { at: 1, seq: 1 });
    const rows = [ADA, BEN, 'cy@acme.example', 'di@acme.example'].map((userName) => row(userName, { region: 'newer' }));
    const reads = () => c.omni.log.count({ method: 'GET', path: new RegExp(`Users/${c.omni.findUser(ADA)?.id}$`) });
    const before = reads();
    await pushed(c, rows);
    expect(reads()).toBeGreaterThan(before);
  });
});

test('a bulk writer that waits for its slot longer than a lease lasts is not taken for dead', async () => {
  const clock = fastClock(30);
  const c = await worldOf(start, { clock });
  const other = await start({ omni: c.omni, clock });
  c.omni.faults.plan({ kind: 'too-many-requests', retryAfterSeconds: 30 }, { method: 'PATCH', times: 3 });
  const jobId = await started(c, 'push-users', { rows: [row(ADA, { region: 'amer' })], mode: 'job' });
  await eventually(
    async () => c.omni.log.count({ method: 'PATCH' }) > 3,
    async () => {
      // However long ago it began, by whatever clock.
      await other.connector.services.database.query('UPDATE connector.write_intents SET at = 1');
      await settleAbandonedIntents(other.connector.services);
    },
  );
  expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 1, failedCount: 0 });
  expect(await shortAudit(c)).toEqual(['push-users amer verified']);
  expect(c.omni.log.count({ method: 'PATCH' })).toBe(4);
  await expectTidy(c, ['region']);
});

test('a lease that cannot be given back does not make an error of what was done under it', async () => {
  let failures = 0;
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: async (sql, parameters) => {
      if (sql.startsWith('DELETE FROM connector.leases WHERE name')) {
        failures += 1;
        throw new ConnectorError('STORE_UNAVAILABLE');
      }
      return await database.query(sql, parameters);
    },
  });
  const { services } = (await worldOf(start, { wrapDatabase })).connector;
  const context = { ...services, omni: { deadline: Number.POSITIVE_INFINITY } as OmniSession };
  expect(await withUserLease(context, ADA, async () => 'written')).toBe('written');
  expect(failures).toBe(1);
});

test('a fifth job of one row waits for one turn of the four that work, however many users those have to read', async () => {
  const omni = slowOmni({ listValues: 'omit' }).omni;
  // Each request takes a second of this clock, and nothing else takes any time.
  const begin = Date.now();
  const now = (): number => begin + omni.log.all.length * 1_000;
  const c = await start({ omni, clock: { ...systemClock, now, monotonic: now } });
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  const names = Array.from({ length: 240 }, (_, i) => `user${i}@acme.example`);
  for (const userName of [...names, 'fifth@acme.example']) omni.addUser({ userName, values: { region: 'emea' } });
  const four = [0, 1, 2, 3].map((n) =>
    names.slice(n * 60, n * 60 + 60).map((userName) => row(userName, { region: 'emea' })),
  );
  for (const rows of four) await push(c, rows, { mode: 'job', verify: 'all' });
  const fifth = await started(c, 'push-users', { rows: [row('fifth@acme.example', { region: 'amer' })], mode: 'job' });
  await until(c, fifth, 'done');
  // A turn is 30 s; then its own few requests, each beside one of every other job. On a busy machine the four get more
  // of theirs in between, and never near all of their 240.
  const id = omni.findUser('fifth@acme.example')?.id;
  const before = omni.log.all.findIndex(({ method, path }) => method === 'PATCH' && path.endsWith(`/${id}`));
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(160);
  expect(held(c, 'fifth@acme.example')).toEqual({ region: 'amer' });
});
