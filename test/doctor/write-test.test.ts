import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { settleAbandonedIntents } from '../../src/apply/recover-intents.ts';
import { runWriteTest } from '../../src/cli/doctor/run-write-test.ts';
import { knownForm } from '../../src/omni/patch-facts.ts';
import { recallFacts } from '../../src/store/omni-facts.ts';
import { openWriteTests } from '../../src/store/write-tests.ts';
import { slowOmni } from '../order/set-up.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';

const start = useConnector();
const ADA = 'ada@acme.example';

async function world(switches: StartOptions['switches'] = {}, options: StartOptions = {}) {
  const c = await start({ switches, ...options });
  c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  c.omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  c.omni.addAttribute({ name: 'teams', label: 'Teams', type: 'String', multiple_values: true });
  c.omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String', default_value: 'basic' });
  c.omni.addUser({ userName: ADA, values: { region: 'emea', seats: 12, teams: ['a', 'b'] } });
  return c;
}

/** Omni takes the first write, and no other one. */
const failAfterFirstTry = (c: ConnectorUnderTest) =>
  c.omni.faults.plan({ kind: 'server-error' }, { method: 'PATCH', skip: 1, times: Number.POSITIVE_INFINITY });

const held = (c: ConnectorUnderTest) => c.omni.findUser(ADA)?.values;
const tryOn = ({ connector }: ConnectorUnderTest, reference: string, userName = ADA) =>
  runWriteTest(connector.services, { userName, reference });
const states = (findings: Awaited<ReturnType<typeof tryOn>>) =>
  Object.fromEntries(findings.map(({ check, state }) => [check, state]));

describe('the form of a write', () => {
  test.each([
    [{ patchForms: 'nopath+colon' }, 'ok', 'ok'],
    [{ patchForms: 'nopath-only', otherForm: '400' }, 'ok', 'unsure'],
    [{ patchForms: 'nopath-only', otherForm: 'ignored' }, 'ok', 'unsure'],
    [{ patchForms: 'colon-only', otherForm: '400' }, 'unsure', 'ok'],
    [{ patchForms: 'colon-only', otherForm: 'ignored' }, 'unsure', 'ok'],
  ] as const)(
    '%j is found, kept for later writes and the next start, and the value is back',
    async (switches, noPath, colon) => {
      const c = await world(switches);
      const before = held(c);
      const findings = await tryOn(c, 'region');
      expect(states(findings)).toMatchObject({
        'PATCH: no path': noPath,
        'PATCH: colon path': colon,
        Value: 'ok',
      });
      expect(held(c)).toEqual(before);
      const { database, settings } = c.connector.services;
      expect(await openWriteTests(database)).toEqual([]);
      expect(knownForm(await recallFacts(database, settings.omniOrigin))).toBe(
        noPath === 'ok' ? 'no-path' : 'colon-path',
      );

      c.omni.log.clear();
      await c.call('set-user-values', { userName: ADA, values: { region: 'apac' } });
      expect(c.omniCalls().filter((call) => call.startsWith('PATCH'))).toHaveLength(1);
      expect(held(c)).toMatchObject({ region: 'apac' });
    },
  );

  test.each(['seats', 'teams', 'tier'])('%s, whatever its type, is what it was', async (reference) => {
    const c = await world();
    expect(states(await tryOn(c, reference))).toMatchObject({ Value: 'ok' });
    // Cleared is what nobody has set is.
    expect({ ...held(c), tier: held(c)?.tier ?? null }).toEqual({
      region: 'emea',
      seats: 12,
      teams: ['a', 'b'],
      tier: null,
    });
  });
});

describe('is not tried', () => {
  test.each<[why: string, reference: string, switches: StartOptions['switches'], says: RegExp]>([
    [
      'where nobody knows whose a default is',
      'tier',
      { readDefaults: 'yes' },
      /nobody can tell whether the user holds/,
    ],
    ['on what Omni does not have', 'regoin', {}, /Omni has no attribute regoin/],
    ["on one of Omni's own", 'omni_user_email', {}, /omni_user_email/],
  ])('%s', async (_, reference, switches, says) => {
    const c = await world(switches);
    const [finding] = await tryOn(c, reference);
    expect(finding).toMatchObject({ state: 'wrong', found: expect.stringMatching(says) });
    expect(c.omniCalls().filter((call) => call.startsWith('PATCH'))).toEqual([]);
  });

  test('on somebody who is not there', async () => {
    const c = await world();
    expect((await tryOn(c, 'region', 'nobody@acme.example'))[0]).toMatchObject({ state: 'wrong' });
  });

  test('on a value that could not be sent again', async () => {
    const c = await world();
    c.omni.setValue(ADA, 'region', 'em\u200bea');
    const [finding] = await tryOn(c, 'region');
    expect(finding).toMatchObject({ state: 'wrong', found: expect.stringContaining('could not be sent again') });
    expect(held(c)).toMatchObject({ region: 'em\u200bea' });
  });
});

describe('nothing is lost', () => {
  test('a call that comes meanwhile waits, and counts', async () => {
    const c = await world();
    const tried = tryOn(c, 'region');
    const call = c.call('set-user-values', { userName: ADA, values: { region: 'apac' } });
    await Promise.all([tried, call]);
    expect((await call).body).toMatchObject({ verified: true });
    expect(held(c)).toMatchObject({ region: 'apac' });
  });

  test('an event of before the test, told after it, still counts', async () => {
    const c = await world();
    const eventTime = new Date(Date.now() - 60_000).toISOString();
    await tryOn(c, 'region');
    const told = await c.call('set-user-values', {
      userName: ADA,
      values: { region: 'apac' },
      eventId: 'e1',
      eventTime,
    });
    expect(told.body).toMatchObject({ changed: true, skipped: [] });
    expect(held(c)).toMatchObject({ region: 'apac' });
  });

  test('a test that is cut off leaves its note, and the next one puts the value back first', async () => {
    const c = await world();
    failAfterFirstTry(c);
    const [failed] = await tryOn(c, 'region');
    expect(failed?.state).toBe('wrong');
    expect(held(c)?.region).toMatch(/^write-test-/);
    const { database } = c.connector.services;
    expect(await openWriteTests(database)).toMatchObject([{ userName: ADA, reference: 'region', held: ['emea'] }]);

    c.omni.faults.clear();
    expect(states(await tryOn(c, 'region'))).toMatchObject({ Value: 'ok' });
    expect(held(c)).toMatchObject({ region: 'emea' });
    expect(await openWriteTests(database)).toEqual([]);
  });

  test('what somebody has set in Omni since a test was cut off is left alone', async () => {
    const c = await world();
    failAfterFirstTry(c);
    await tryOn(c, 'region');
    c.omni.faults.clear();
    c.omni.setValue(ADA, 'region', 'latam');
    expect(states(await tryOn(c, 'region'))).toMatchObject({ Value: 'ok' });
    expect(held(c)).toMatchObject({ region: 'latam' });
  });

  test('where Omni shows what was written later than anybody looks, the value is put back all the same', async () => {
    const { omni, hour } = slowOmni({ delayMs: '300' });
    const c = await world({}, { omni, clock: fastClock(30) });
    expect(states(await tryOn(c, 'region'))).toMatchObject({ 'PATCH: no path': 'unsure', Value: 'ok' });
    await hour();
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('a trial that Omni works on late, after the value was put back, is put right', async () => {
    const c = await world();
    const { services } = c.connector;
    // Nobody can tell what becomes of the first try, nor of its repeat.
    c.omni.faults.plan({ kind: 'reset-before' }, { method: 'PATCH', times: 2 });
    expect(states(await tryOn(c, 'region'))).toEqual({ Write: 'wrong' });
    expect(held(c)).toMatchObject({ region: 'emea' });
    const [late] = await services.database.query<{ value: string }>(
      `UPDATE connector.write_intents SET noted_at = noted_at - 30000 RETURNING changes -> 0 -> 'after' ->> 0 AS value`,
    );
    c.omni.setValue(ADA, 'region', late?.value ?? '');
    await settleAbandonedIntents(services);
    expect(held(c)).toMatchObject({ region: 'emea' });
    expect(await services.database.query('SELECT id FROM connector.write_intents')).toEqual([]);
  });

  test('a write of another attribute that came late is put right as well, and not forgotten', async () => {
    const c = await world();
    const { database } = c.connector.services;
    await c.call('set-user-values', { userName: ADA, values: { seats: 7 } });
    await database.query(
      `INSERT INTO connector.write_intents
         (id, at, request_id, client_id, action, user_name, omni_user_id, changes, lease, place_at, place_seq, noted_at)
       VALUES ($1, 1, 'request', 'client', 'set-user-values', $2, $3, $4::json, 'user:gone', 1, 1, 1)`,
      [randomUUID(), ADA, c.omni.findUser(ADA)?.id, '[{"reference": "seats", "before": ["12"], "after": ["3"]}]'],
    );
    c.omni.setValue(ADA, 'seats', 3);
    await tryOn(c, 'region');
    expect(held(c)).toMatchObject({ region: 'emea', seats: 7 });
  });

  test('each write is in the audit log, under its own name', async () => {
    const c = await world();
    await tryOn(c, 'region');
    const { body } = await c.call('list-changes', { userName: ADA });
    expect(body.changes.map(({ action }: { action: string }) => action)).toEqual(['doctor', 'doctor', 'doctor']);
  });
});
