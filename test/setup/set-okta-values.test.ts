import { describe, expect, test } from '@jest/globals';
import type { ApplyContext } from '../../src/apply/context.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { OMNI_NAMESPACE } from '../../src/okta/omni-app-attributes.ts';
import type { OktaProperty } from '../../src/okta/schemas.ts';
import { setOktaValues } from '../../src/setup/set-okta-values.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { FakeOkta, type FakeOktaState } from './fake-okta.ts';
import { noJournal } from './no-journal.ts';

const TEXT: OktaProperty = { title: 'X', type: 'string' };
const SETTINGS = { oktaSettableAttributes: ['city'] };
const ADA = 'ada@acme.example';
const BEN = 'ben@acme.example';

/** An attribute of the Omni app that Okta sends as this reference. */
const sentAs = (externalName: string): OktaProperty => ({ ...TEXT, externalName, externalNamespace: OMNI_NAMESPACE });
const from = (expression: string) => ({ expression, pushStatus: 'PUSH' }) as const;

/** Omni is fed from region, seats and areas; the settings of these tests name city. */
const org = (differences: FakeOktaState = {}): FakeOkta =>
  new FakeOkta({
    base: { login: TEXT, email: TEXT, secondEmail: TEXT, city: TEXT, division: TEXT },
    app: { regionOfApp: sentAs('region'), seats: sentAs('seats'), areas: sentAs('areas') },
    mapping: { regionOfApp: from('user.region'), seats: from(' user.seats '), areas: from('user.areas') },
    user: {
      region: TEXT,
      seats: { title: 'X', type: 'integer' },
      areas: { title: 'X', type: 'array', items: { type: 'string' } },
    },
    profiles: {
      [ADA]: { login: ADA, city: 'Graz', region: 'emea', seats: 5, areas: ['a', 'b'] },
      [BEN]: { login: BEN },
    },
    ...differences,
  });

/** @param timeLeft ms until the call's deadline */
const contextOf = (okta: FakeOkta, timeLeft = 20_000): ApplyContext =>
  ({
    ...noJournal,
    settings: SETTINGS,
    okta,
    clock: virtualClock(),
    omni: { deadline: timeLeft },
  }) as unknown as ApplyContext;

const set = (okta: FakeOkta, rows: Parameters<typeof setOktaValues>[1], dryRun = false) =>
  setOktaValues(contextOf(okta), rows, dryRun);

describe('a row', () => {
  test('writes only what differs, and shows before and after', async () => {
    const okta = org();
    const values = { seats: '6', region: 'emea', areas: ['b', 'a'], city: 'Wien' };
    expect(await set(okta, [{ userName: ADA, values }])).toEqual({
      total: 1,
      changedCount: 1,
      unchangedCount: 0,
      failedCount: 0,
      message: '1 row: 1 changed, 0 unchanged, 0 failed.',
      dryRun: false,
      results: [
        {
          index: 0,
          userName: ADA,
          status: 'changed',
          verified: true,
          code: '',
          message: '',
          retryable: false,
        },
      ],
      changes: [
        { index: 0, userName: ADA, variable: 'city', before: 'Graz', after: 'Wien' },
        { index: 0, userName: ADA, variable: 'seats', before: '5', after: '6' },
      ],
    });
    expect(okta.writes).toEqual([['updateUser', ADA, { city: 'Wien', seats: 6 }]]);
  });

  test('that asks for what is there writes nothing and is verified by the look', async () => {
    const okta = org();
    const answer = await set(okta, [{ userName: ADA.toUpperCase(), values: { region: 'emea', seats: 5.0 } }]);
    expect(answer).toMatchObject({
      unchangedCount: 1,
      results: [{ status: 'unchanged', verified: true }],
      changes: [],
    });
    expect(okta.writes).toEqual([]);
  });

  test('empties with null and with an empty list', async () => {
    const okta = org();
    const { results, changes } = await set(okta, [{ userName: ADA, values: { region: null, areas: [] } }]);
    expect(okta.writes).toEqual([['updateUser', ADA, { areas: null, region: null }]]);
    expect(results).toMatchObject([{ status: 'changed', verified: true }]);
    expect(changes).toMatchObject([{ after: '' }, { after: '' }]);
  });

  test('of a dry run writes nothing and is not verified', async () => {
    const okta = org();
    const answer = await set(okta, [{ userName: ADA, values: { region: 'apac' } }], true);
    expect(answer).toMatchObject({
      dryRun: true,
      message: '1 row: 1 would be changed, 0 unchanged, 0 failed.',
      results: [{ status: 'changed', verified: false }],
      changes: [{ before: 'emea', after: 'apac' }],
    });
    expect(okta.writes).toEqual([]);
  });

  test('whose value Okta drops has failed', async () => {
    const okta = org();
    okta.forgetful = true;
    const { results, changes } = await set(okta, [{ userName: ADA, values: { region: 'apac', seats: 5 } }]);
    expect([results, changes]).toMatchObject([
      [{ status: 'failed', verified: false, code: 'OKTA_VALUE_NOT_APPLIED' }],
      [],
    ]);
    expect(results[0]?.message).toMatch(/^Okta accepted the values of region /);
  });
});

describe('a failure is the result of its row alone', () => {
  test.each([
    [{ userName: 'nobody@acme.example', values: { region: 'x' } }, 'OKTA_USER_NOT_FOUND'],
    [{ userName: ADA, values: { regoin: 'x' } }, 'OKTA_VARIABLE_UNKNOWN'],
    [{ userName: ADA, values: { login: 'eve@acme.example' } }, 'OKTA_VARIABLE_PROTECTED'],
    [{ userName: ADA, values: { email: 'eve@acme.example' } }, 'OKTA_VARIABLE_PROTECTED'],
    [{ userName: ADA, values: { secondEmail: null } }, 'OKTA_VARIABLE_PROTECTED'],
    [{ userName: ADA, values: { seats: 'many' } }, 'VALUE_NOT_A_NUMBER'],
    [{ userName: ADA, values: { region: 'good', seats: 2.5 } }, 'OKTA_VALUE_NOT_ALLOWED'],
  ])('%j fails with %s', async (bad, code) => {
    const okta = org();
    const answer = await set(okta, [bad, { userName: BEN, values: { region: 'emea' } }]);
    expect(answer).toMatchObject({ changedCount: 1, failedCount: 1 });
    expect(answer.results).toMatchObject([
      { index: 0, code, retryable: false },
      { index: 1, status: 'changed' },
    ]);
    expect(okta.writes).toEqual([['updateUser', BEN, { region: 'emea' }]]);
  });

  test('a misspelled variable is told the right one', async () => {
    const { results } = await set(org(), [{ userName: ADA, values: { regoin: 'x' } }]);
    expect(results[0]?.message).toContain('(did you mean region?)');
  });

  test('several problems of a row are all told', async () => {
    const { results } = await set(org(), [{ userName: ADA, values: { seats: 'many', login: 'x' } }]);
    expect(results[0]?.code).toBe('VALUES_INVALID');
    expect(results[0]?.message).toMatch(/^2 values .* \/values\/seats: .* \/values\/login: /);
  });

  test('a user whom Okta finds by another name than the login is not written', async () => {
    const okta = org();
    const session = okta.session.bind(okta);
    okta.session = (deadline) => ({ ...session(deadline), user: () => session(deadline).user(ADA) });
    const { results } = await set(okta, [{ userName: 'me', values: { region: 'x' } }]);
    expect(results).toMatchObject([{ code: 'OKTA_USER_NOT_FOUND' }]);
    expect(okta.writes).toEqual([]);
  });
});

describe('what does not feed Omni is not written', () => {
  const write = async (okta: FakeOkta, variable: string, userName = ADA) => {
    const { results } = await set(okta, [{ userName, values: { [variable]: 'x' } }]);
    return results[0];
  };

  test.each<[string, FakeOktaState]>([
    ['that nothing maps', {}],
    ['that an expression computes from', { mapping: { regionOfApp: from('String.toUpperCase(user.division)') } }],
    [
      'that feeds an attribute of the app beside Omni',
      { app: { other: TEXT }, mapping: { other: from('user.division') } },
    ],
    ['of an app without a mapping', { mapping: {} }],
  ])('an attribute %s', async (_, state) => {
    const okta = org(state);
    const result = await write(okta, 'division');
    expect(result).toMatchObject({ status: 'failed', code: 'OKTA_VARIABLE_NOT_SETTABLE', retryable: false });
    expect(result?.message).toMatch(/division does not feed Omni.* OKTA_SETTABLE_ATTRIBUTES/);
    expect(okta.writes).toEqual([]);
  });

  test('an attribute of any kind, where the mapping cannot be found', async () => {
    const okta = org();
    okta.fails = ['mapping', new ConnectorError('OKTA_MAPPING_NOT_FOUND')];
    expect(await write(okta, 'region')).toMatchObject({ code: 'OKTA_VARIABLE_NOT_SETTABLE' });
    expect(await write(okta, 'city')).toMatchObject({ status: 'changed' });
  });

  test('what the settings name is written without a look at the app', async () => {
    const okta = org();
    okta.fails = ['appSchema', new ConnectorError('OKTA_ACCESS_REFUSED', { detail: 'no scope' })];
    expect(await write(okta, 'city')).toMatchObject({ status: 'changed' });
    await expect(write(okta, 'region')).rejects.toMatchObject({ code: 'OKTA_ACCESS_REFUSED' });
  });

  test.each([
    ['', 'no assignment'],
    ['DEPROVISIONED', 'an assignment that has ended'],
    ['SUSPENDED', 'an assignment that is suspended'],
  ])('nothing of a user with the assignment "%s": %s', async (status) => {
    const okta = org({ assignments: { [ADA]: status } });
    for (const variable of ['region', 'city']) {
      const result = await write(okta, variable);
      expect(result).toMatchObject({ status: 'failed', code: 'OKTA_USER_NOT_ASSIGNED', retryable: false });
      expect(result?.message).toContain(`does not assign ${ADA}`);
    }
    expect(okta.writes).toEqual([]);
    expect(await write(okta, 'region', BEN)).toMatchObject({ status: 'changed' });
  });

  test('nor is it shown what such a user holds', async () => {
    const okta = org({ assignments: { [ADA]: '' } });
    const { changes } = await set(okta, [{ userName: ADA, values: { region: 'apac' } }], true);
    expect(changes).toEqual([]);
  });
});

describe('several rows of one user', () => {
  test('are written in order, however the name is written', async () => {
    const okta = org();
    const rows = [
      { userName: BEN, values: { region: 'emea' } },
      { userName: BEN.toUpperCase(), values: { seats: 1, region: 'emea' } },
    ];
    expect((await set(okta, rows)).results).toMatchObject([{ status: 'changed' }, { status: 'changed' }]);
    expect(okta.profiles.get(BEN)).toMatchObject({ region: 'emea', seats: 1 });
  });

  test('that contradict each other are all refused', async () => {
    const okta = org();
    const rows = ['emea', 'apac'].map((region) => ({ userName: BEN, values: { region, seats: 1 } }));
    const { results } = await set(okta, rows);
    expect(results.map(({ code }) => code)).toEqual(['ROW_CONTRADICTS', 'ROW_CONTRADICTS']);
    expect(results[0]?.message).toContain('in several rows: region.');
    expect(okta.writes).toEqual([]);
  });
});

describe('time', () => {
  test('rows that are not reached fail as retryable', async () => {
    const okta = org();
    const clock = virtualClock();
    const session = okta.session.bind(okta);
    okta.session = (deadline) => ({
      ...session(deadline),
      user: async (login) => {
        await clock.sleep(1_500);
        return session(deadline).user(login);
      },
    });
    const rows = Array.from({ length: 12 }, (_, index) => ({
      userName: `u${index}@acme.example`,
      values: { region: 'x' },
    }));
    for (const { userName } of rows) okta.profiles.set(userName, { login: userName });
    const context = {
      ...noJournal,
      settings: SETTINGS,
      okta,
      clock,
      omni: { deadline: 5_000 },
    } as unknown as ApplyContext;
    const setting = setOktaValues(context, rows, false);
    await clock.runUntil();
    const answer = await setting;
    expect(answer).toMatchObject({ total: 12, changedCount: 8, failedCount: 4 });
    expect(answer.results.slice(8)).toMatchObject(
      rows.slice(8).map(({ userName }) => ({ userName, status: 'failed', code: 'OKTA_TOO_SLOW', retryable: true })),
    );
    expect(okta.writes).toHaveLength(8);
  });

  test('a failure of Okta is told as retryable where it is', async () => {
    const okta = org();
    okta.fails = ['updateUser', new ConnectorError('OKTA_RATE_LIMITED', { seconds: 9 })];
    const { results } = await set(okta, [{ userName: ADA, values: { region: 'x' } }]);
    expect(results).toMatchObject([{ status: 'failed', code: 'OKTA_RATE_LIMITED', retryable: true }]);
  });

  test('when Okta cannot be asked at all, the call fails', async () => {
    const okta = org();
    okta.fails = ['userSchema', new ConnectorError('OKTA_ACCESS_REFUSED', { detail: 'no scope' })];
    const code = 'OKTA_ACCESS_REFUSED';
    await expect(set(okta, [{ userName: ADA, values: { region: 'x' } }])).rejects.toMatchObject({ code });
  });
});
