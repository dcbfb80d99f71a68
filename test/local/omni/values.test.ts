import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES } from '../../../local/omni/switches.ts';
import { setUpUser, USER_ATTRIBUTES, USERS } from './set-up.ts';

const colon = (reference: string) => `${USER_ATTRIBUTES}:${reference}`;
const bare = (values: object) => ({ op: 'replace', value: { [USER_ATTRIBUTES]: values } });

describe('PATCH', () => {
  test('merges: what is not named stays, null clears', async () => {
    const { id, setValues, readValues } = await setUpUser();
    await setValues(id, { sales_area: 'emea', seat_count: 12, cost_centers: ['c300'] });
    await setValues(id, { sales_area: null, plant_ids: [7, 8] });
    expect(await readValues(id)).toEqual({ seat_count: 12, cost_centers: ['c300'], plant_ids: [7, 8] });
  });

  test('several operations apply in their order', async () => {
    const { id, patch, readValues } = await setUpUser();
    await patch(id, bare({ sales_area: 'a' }), { op: 'Replace', path: colon('sales_area'), value: 'b' });
    expect(await readValues(id)).toEqual({ sales_area: 'b' });
  });

  test('one wrong operation leaves everything as it was', async () => {
    const { id, patch, stored } = await setUpUser();
    const answer = await patch(id, bare({ sales_area: 'a' }), bare({ seat_count: 'many' }));
    expect([answer.status, answer.json.detail]).toEqual([400, 'Bad Request: seat_count: Expected number']);
    expect(stored()).toEqual({});
  });

  test('add to several values adds, without repeating', async () => {
    const { id, patch, readValues } = await setUpUser();
    await patch(id, bare({ cost_centers: ['a', 'b'] }));
    await patch(id, { op: 'add', path: colon('cost_centers'), value: ['b', 'c'] });
    expect(await readValues(id)).toEqual({ cost_centers: ['a', 'b', 'c'] });
  });

  test.each([
    ['no operation', { Operations: [] }],
    ['an unknown verb', { Operations: [{ op: 'set', value: 'x' }] }],
    ['no value', { Operations: [{ op: 'replace', path: colon('sales_area') }] }],
    ['a text without a path', { Operations: [{ op: 'replace', value: 'x' }] }],
    ['other schemas', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], Operations: [bare({})] }],
    ['a mixed list', { Operations: [bare({ cost_centers: ['a', 1] })] }],
  ])('%s is a 400', async (_what, body) => {
    const { id, send } = await setUpUser();
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    const answer = await send('PATCH', `${USERS}/${id}`, { schemas, ...body });
    expect([answer.status, answer.json.status]).toEqual([400, 400]);
    expect(answer.json.detail).toMatch(/^Bad Request: \S+: .+/);
  });

  test.each([
    ['nopath+colon', 200, 200],
    ['nopath-only', 200, 400],
    ['colon-only', 400, 200],
  ] as const)('patchForms=%s: no path %i, colon path %i', async (patchForms, noPath, colonPath) => {
    const { id, patch, stored } = await setUpUser({ switches: { patchForms } });
    expect((await patch(id, bare({ sales_area: 'a' }))).status).toBe(noPath);
    expect((await patch(id, { op: 'replace', path: colon('seat_count'), value: 1 })).status).toBe(colonPath);
    expect(stored()).toEqual({
      ...(noPath === 200 ? { sales_area: 'a' } : {}),
      ...(colonPath === 200 ? { seat_count: 1 } : {}),
    });
  });

  test.each([
    ['400', 400],
    ['ignored', 200],
  ] as const)('otherForm=%s: forms not taken are a %i without effect', async (otherForm, status) => {
    const { omni, id, patch, stored } = await setUpUser({ switches: { otherForm, patchForms: 'colon-only' } });
    const forms = [
      { op: 'replace', path: `${USER_ATTRIBUTES}.sales_area`, value: 'a' },
      { op: 'replace', path: USER_ATTRIBUTES, value: { sales_area: 'a' } },
      bare({ sales_area: 'a' }),
    ];
    for (const form of forms) expect((await patch(id, form)).status).toBe(status);
    omni.switches.patchForms = 'nopath-only';
    expect((await patch(id, { op: 'replace', path: colon('sales_area'), value: 'a' })).status).toBe(status);
    expect(stored()).toEqual({});
  });

  test.each([
    ['400', 400],
    ['ok', 200],
  ] as const)('removeWithoutValue=%s answers %i', async (removeWithoutValue, status) => {
    const { omni, id, patch, readValues } = await setUpUser({ switches: { removeWithoutValue } });
    omni.setValue('analyst.one@acme.example', 'sales_area', 'emea');
    expect((await patch(id, { op: 'remove', path: colon('sales_area') })).status).toBe(status);
    expect(await readValues(id)).toEqual(status === 200 ? {} : { sales_area: 'emea' });
    expect((await patch(id, { op: 'remove', path: colon('sales_area'), value: null })).status).toBe(200);
    expect(await readValues(id)).toEqual({});
  });

  test.each([
    ['core-only', 200, false],
    ['with-values', 200, true],
    ['echo', 200, true],
    ['204', 204, false],
  ] as const)('patchAnswer=%s answers %i, with values: %s', async (patchAnswer, status, withValues) => {
    const { id, setValues, readValues } = await setUpUser({ switches: { patchAnswer } });
    const answer = await setValues(id, { sales_area: 'emea' });
    expect(answer.status).toBe(status);
    expect(answer.json?.[USER_ATTRIBUTES]).toEqual(withValues ? { sales_area: 'emea' } : undefined);
    expect(await readValues(id)).toEqual({ sales_area: 'emea' });
  });

  test('patchAnswer=echo shows what was sent, also what was not stored', async () => {
    const { id, setValues, readValues } = await setUpUser({ switches: { patchAnswer: 'echo' } });
    const answer = await setValues(id, { sales_area: 'emea', unknown: 'x' });
    expect(answer.json?.[USER_ATTRIBUTES]).toEqual({ sales_area: 'emea', unknown: 'x' });
    expect(await readValues(id)).toEqual({ sales_area: 'emea' });
  });

  test.each([
    ['ignored', 200],
    ['400', 400],
  ] as const)('unknownReference=%s answers %i', async (unknownReference, status) => {
    const { id, setValues, stored } = await setUpUser({ switches: { unknownReference } });
    const answer = await setValues(id, { sales_area: 'emea', Sales_Area: 'x', constructor: 'x' });
    expect(answer.status).toBe(status);
    expect(stored()).toEqual(status === 200 ? { sales_area: 'emea' } : {});
  });

  test.each([
    ['ignored', 200],
    ['400', 400],
  ] as const)('systemWrite=%s answers %i', async (systemWrite, status) => {
    const { id, setValues, stored } = await setUpUser({ switches: { systemWrite } });
    expect((await setValues(id, { omni_allows_personal_content: 'true' })).status).toBe(status);
    expect(stored()).toEqual({});
  });
});

describe('types', () => {
  const MISMATCHES: [reference: string, sent: unknown, coerced: unknown][] = [
    ['seat_count', '10', 10],
    ['sales_area', 10, '10'],
    ['sales_area', true, 'true'],
    ['sales_area', ['emea', 'apac'], 'emea'],
    ['plant_ids', ['7'], [7]],
  ];

  test.each(MISMATCHES)('typeMismatch: %s takes %j as a 400 or as %j', async (reference, sent, coerced) => {
    const { omni, id, setValues, stored } = await setUpUser({ switches: { typeMismatch: '400' } });
    expect((await setValues(id, { [reference]: sent })).status).toBe(400);
    expect(stored()).toEqual({});
    omni.switches.typeMismatch = 'coerce';
    expect((await setValues(id, { [reference]: sent })).status).toBe(200);
    expect(stored()).toEqual({ [reference]: coerced });
  });

  test.each(OMNI_SWITCHES.typeMismatch.values)(
    'with typeMismatch=%s nonsense and a bare scalar for a list are a 400',
    async (typeMismatch) => {
      const { id, setValues, stored } = await setUpUser({ switches: { typeMismatch } });
      for (const values of [
        { seat_count: 'ten' },
        { seat_count: true },
        { cost_centers: 'c100' },
        { sales_area: { a: 1 } },
      ]) {
        expect((await setValues(id, values)).status).toBe(400);
      }
      expect(stored()).toEqual({});
    },
  );

  test('a number beyond 2^53-1 is kept as text and rounded as a JSON number', async () => {
    const { id, setValues, readValues } = await setUpUser();
    await setValues(id, { seat_count: '9007199254740993' });
    expect(await readValues(id)).toEqual({ seat_count: '9007199254740993' });
  });

  test('an empty text and an empty list are values', async () => {
    const { id, setValues, readValues } = await setUpUser();
    await setValues(id, { sales_area: '', cost_centers: [] });
    expect(await readValues(id)).toEqual({ sales_area: '', cost_centers: [] });
  });
});

describe('reading', () => {
  test.each([
    ['number', 12, [7]],
    ['string', '12', ['7']],
  ] as const)('numbersAs=%s shows %j', async (numbersAs, one, many) => {
    const { id, setValues, readValues } = await setUpUser({ switches: { numbersAs } });
    await setValues(id, { seat_count: 12, plant_ids: [7] });
    expect(await readValues(id)).toEqual({ seat_count: one, plant_ids: many });
  });

  test.each([
    ['absent', {}],
    ['null', { sales_area: null }],
    ['default', { sales_area: 'world' }],
  ] as const)('cleared=%s shows %j; only null shows what was never set', async (cleared, shown) => {
    const { id, setValues, readValues } = await setUpUser({ switches: { cleared } });
    const others = cleared === 'null' ? { seat_count: null, cost_centers: null, plant_ids: null } : {};
    expect(await readValues(id)).toEqual(cleared === 'null' ? { ...others, sales_area: null } : {});
    await setValues(id, { sales_area: null });
    expect(await readValues(id)).toEqual({ ...others, ...shown });
  });

  test.each([
    ['no', {}],
    ['yes', { sales_area: 'world' }],
  ] as const)('readDefaults=%s shows %j', async (readDefaults, shown) => {
    const { id, readValues } = await setUpUser({ switches: { readDefaults } });
    expect(await readValues(id)).toEqual(shown);
  });

  test('a Number default is shown like any other number', async () => {
    const { omni, id, readValues } = await setUpUser({ switches: { readDefaults: 'yes' } });
    omni.changeAttribute('seat_count', { default_value: '25' });
    expect(await readValues(id)).toEqual({ sales_area: 'world', seat_count: 25 });
    omni.switches.numbersAs = 'string';
    expect(await readValues(id)).toEqual({ sales_area: 'world', seat_count: '25' });
  });

  test.each([
    ['no', false],
    ['yes', true],
  ] as const)('readSystem=%s: system keys %s', async (readSystem, shown) => {
    const { id, readValues } = await setUpUser({ switches: { readSystem } });
    const values = await readValues(id);
    expect('omni_user_email' in values).toBe(shown);
    if (shown) expect(values).toMatchObject({ omni_is_org_admin: false, omni_user_groups: [] });
  });

  test.each([
    ['omit', undefined],
    ['include', { sales_area: 'emea' }],
  ] as const)('listValues=%s lists %j', async (listValues, shown) => {
    const { omni, send } = await setUpUser({ switches: { listValues } });
    omni.setValue('analyst.one@acme.example', 'sales_area', 'emea');
    expect((await send('GET', USERS)).json.Resources[0][USER_ATTRIBUTES]).toEqual(shown);
  });

  test.each([
    ['0', 'emea'],
    ['300', 'apac'],
  ] as const)('delayMs=%s: at once a reader sees %s', async (delayMs, seen) => {
    const { omni, clock, id, setValues, readValues } = await setUpUser({ switches: { delayMs } });
    omni.setValue('analyst.one@acme.example', 'sales_area', 'apac');
    await setValues(id, { sales_area: 'latam' });
    clock.advance(300);
    await setValues(id, { sales_area: 'apac' });
    clock.advance(300);
    await setValues(id, { sales_area: 'emea' });
    clock.advance(299);
    expect(await readValues(id)).toEqual({ sales_area: seen });
    clock.advance(1);
    expect(await readValues(id)).toEqual({ sales_area: 'emea' });
  });
});
