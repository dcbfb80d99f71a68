import { describe, expect, test } from '@jest/globals';
import { byReference } from '../../src/push/changes.ts';
import { planRow } from '../../src/push/plan-row.ts';
import type { KnownUser, PushRow } from '../../src/push/push-row.ts';
import { attribute } from './arbitraries.ts';

const definitions = byReference([
  attribute(),
  attribute({ reference: 'seat_count', type: 'number' }),
  attribute({ reference: 'tier', defaultValue: ['free'] }),
]);

/** Times of the database. */
const LOOKED_AT = 3_000;
const REMEMBERED_AT = 2_000;
const READ_AT = 1_000;

const row = (values: PushRow['values']): PushRow => ({ index: 7, userName: 'Ana@acme.example', values });
const ana = (facts: Partial<KnownUser> = {}): KnownUser => ({
  id: 'omni-1',
  userName: 'ana@acme.example',
  active: true,
  look: { by: 'list', at: LOOKED_AT, shown: new Map([['sales_area', ['emea']]]) },
  remembered: new Map(),
  rememberedAt: REMEMBERED_AT,
  oldestReadAt: READ_AT,
  ...facts,
});
const plan = (values: PushRow['values'], user: KnownUser | undefined = ana()) =>
  planRow(row(values), definitions, user, 'error');

describe('the plan of a row', () => {
  test('names each value that changes, what was bent, and how the values before are known', () => {
    expect(plan({ sales_area: 'apac', seat_count: '12.0' })).toEqual({
      kind: 'change',
      index: 7,
      userName: 'Ana@acme.example',
      omniUserId: 'omni-1',
      truth: 'list',
      lookAt: LOOKED_AT,
      coerced: [{ reference: 'seat_count', from: '12.0', to: '12' }],
      warnings: [],
      changes: [
        { reference: 'sales_area', before: ['emea'], after: ['apac'] },
        { reference: 'seat_count', before: [], after: ['12'] },
      ],
    });
  });

  test('is unchanged when every value is in place', () => {
    expect(plan({ sales_area: 'emea' })).toMatchObject({ kind: 'unchanged', truth: 'list', coerced: [] });
  });

  test('is unchanged, without a look at the user, when no value is left to write', () => {
    expect(planRow(row({ tier: '' }), definitions, ana({ look: undefined }), 'ignore')).toMatchObject({
      kind: 'unchanged',
    });
  });

  test('fails for a user whom Omni does not have', () => {
    expect(planRow(row({ sales_area: 'apac' }), definitions, undefined, 'error')).toEqual({
      kind: 'failed',
      index: 7,
      userName: 'Ana@acme.example',
      code: 'USER_NOT_FOUND',
      message: 'Omni has no user Ana@acme.example.',
      details: '',
    });
  });

  test('fails for a deactivated user', () => {
    expect(plan({ sales_area: 'apac' }, ana({ active: false }))).toMatchObject({
      kind: 'failed',
      code: 'USER_INACTIVE',
      message: 'The Omni user Ana@acme.example is deactivated.',
    });
  });

  test('fails with every wrong value named, and without showing one', () => {
    const failed = plan({ seat_count: 'many secrets', sales_aera: 'apac' });
    expect(failed).toMatchObject({ kind: 'failed', code: 'VALUES_INVALID' });
    expect(failed).toHaveProperty('details', expect.stringMatching(/^\/values\/seat_count: .* \/values\/sales_aera: /));
    expect(JSON.stringify(failed)).not.toContain('many secrets');
  });

  test('fails for an unknown reference with the name that was probably meant', () => {
    expect(plan({ sales_aera: 'apac' })).toMatchObject({
      code: 'REFERENCE_UNKNOWN',
      message: expect.stringContaining('did you mean sales_area?'),
    });
  });

  test('lets nothing but a failure of the rules become a result', () => {
    const broken = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new RangeError('broken');
        },
      },
    );
    expect(() => plan(broken)).toThrow(RangeError);
  });
});

describe('the truth of a row', () => {
  const remembered = new Map([['sales_area', ['emea']]]);

  test('is what was verified earlier where the list does not show values', () => {
    const user = ana({ look: { by: 'list', at: LOOKED_AT, shown: undefined }, remembered });
    expect(plan({ sales_area: 'emea' }, user)).toMatchObject({ kind: 'unchanged', truth: 'remembered' });
    expect(plan({ sales_area: 'apac' }, user)).toMatchObject({
      truth: 'remembered',
      changes: [{ reference: 'sales_area', before: ['emea'], after: ['apac'] }],
    });
  });

  test('is what the list shows, whatever was verified earlier', () => {
    const user = ana({ remembered: new Map([['sales_area', ['apac']]]) });
    expect(plan({ sales_area: 'apac' }, user)).toMatchObject({ kind: 'change', truth: 'list' });
  });

  test('is unknown when one named reference was never verified', () => {
    expect(plan({ sales_area: 'emea', tier: 'gold' }, ana({ look: undefined, remembered }))).toEqual({
      kind: 'unknown',
      index: 7,
      userName: 'Ana@acme.example',
      omniUserId: 'omni-1',
    });
  });

  test('is settled by reading the user', () => {
    const user = ana({ look: { by: 'read', at: LOOKED_AT, shown: new Map() }, remembered });
    expect(plan({ sales_area: 'emea' }, user)).toMatchObject({ kind: 'change', truth: 'read' });
  });

  test('is empty when even reading shows no values: everything asked is written, a clear too', () => {
    const user = ana({ look: { by: 'read', at: LOOKED_AT, shown: undefined }, remembered });
    expect(plan({ sales_area: 'emea', tier: null }, user)).toMatchObject({
      kind: 'change',
      truth: '',
      changes: [
        { reference: 'sales_area', before: [], after: ['emea'] },
        { reference: 'tier', before: [], after: [] },
      ],
    });
  });
});

describe('a default that Omni shows', () => {
  const look = { by: 'list', at: LOOKED_AT, shown: new Map([['tier', ['free']]]) } as const;

  test.each([
    { asked: 'free', held: undefined, changes: [{ reference: 'tier', before: ['free'], after: ['free'] }] },
    { asked: null, held: undefined, changes: [{ reference: 'tier', before: ['free'], after: [] }] },
    { asked: 'free', held: ['gold'], changes: [{ reference: 'tier', before: ['free'], after: ['free'] }] },
    { asked: 'free', held: [], changes: [{ reference: 'tier', before: [], after: ['free'] }] },
    { asked: null, held: ['free'], changes: [{ reference: 'tier', before: ['free'], after: [] }] },
    { asked: 'free', held: ['free'], changes: undefined },
    { asked: null, held: [], changes: undefined },
  ])('is the value of a user only if it was verified: asked $asked, remembered $held', ({ asked, held, changes }) => {
    const planned = plan({ tier: asked }, ana({ look, remembered: new Map(held && [['tier', held]]) }));
    if (changes) expect(planned).toMatchObject({ kind: 'change', changes });
    else expect(planned).toMatchObject({ kind: 'unchanged' });
  });
});
