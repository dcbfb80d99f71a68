import { describe, expect, test } from '@jest/globals';
import type { ApplyContext } from '../../src/apply/context.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { OktaProperty } from '../../src/okta/schemas.ts';
import type { Attribute } from '../../src/push/attribute.ts';
import type { RemoveSyncedAttributeInput, SetupSyncedAttributeInput } from '../../src/schema/types.ts';
import { removeSyncedAttribute } from '../../src/setup/remove-synced-attribute.ts';
import { setupSyncedAttribute } from '../../src/setup/setup-synced-attribute.ts';
import { attribute } from '../push/arbitraries.ts';
import { FakeOkta, type FakeOktaState } from './fake-okta.ts';
import { noJournal } from './no-journal.ts';

const OMNI = 'urn:omni:params:1.0:UserAttribute';
const TEXT: OktaProperty = { title: 'X', type: 'string' };
const SENT: OktaProperty = { ...TEXT, externalName: 'region', externalNamespace: OMNI };
const MAPPED = { expression: 'user.region', pushStatus: 'PUSH' } as const;
const OTHERS: FakeOktaState = {
  base: { city: TEXT },
  user: { other: TEXT },
  app: { other: { ...SENT, externalName: 'other' } },
  mapping: { other: { ...MAPPED, expression: 'user.other' } },
};
/** Region as set-up leaves it, beside the others. */
const REGION: FakeOktaState = {
  ...OTHERS,
  user: { ...OTHERS.user, region: TEXT },
  app: { ...OTHERS.app, region: SENT },
  mapping: { ...OTHERS.mapping, region: MAPPED },
};

/** Omni has the attribute already: its creation has tests of its own. */
const contextOf = (okta: FakeOkta, definition: Partial<Attribute> = {}, allowAttributeDelete = false): ApplyContext => {
  const definitions = [attribute({ reference: 'region', label: 'Region', ...definition })];
  const omni = { deadline: 20_000, listAttributes: async () => definitions, progress: () => undefined };
  return { ...noJournal, okta, omni, settings: { allowAttributeDelete } } as unknown as ApplyContext;
};

const INPUT: SetupSyncedAttributeInput = { reference: 'region', label: 'Region', type: 'string' };
const setUp = (okta: FakeOkta, more: Partial<SetupSyncedAttributeInput> = {}, definition: Partial<Attribute> = {}) =>
  setupSyncedAttribute(contextOf(okta, definition), { ...INPUT, ...more });
const remove = (okta: FakeOkta, more: Partial<RemoveSyncedAttributeInput> = {}) =>
  removeSyncedAttribute(contextOf(okta), { reference: 'region', ...more });

const statuses = ({ steps }: { steps: { step: string; status: string }[] }) =>
  Object.fromEntries(steps.map(({ step, status }) => [step, status]));

describe('set-up', () => {
  test('writes what is missing, in order, and names what is left to a human', async () => {
    const okta = new FakeOkta(OTHERS);
    const answer = await setUp(okta);
    expect(answer).toMatchObject({
      complete: true,
      reference: 'region',
      oktaVariable: 'region',
      appVariable: 'region',
      failedCode: '',
      retryable: false,
      dryRun: false,
    });
    expect(answer.steps.map(({ step, status }) => [step, status])).toEqual([
      ['omni-attribute', 'already'],
      ['okta-profile-attribute', 'done'],
      ['omni-app-attribute', 'done'],
      ['mapping', 'done'],
      ['provisioning', 'already'],
      ['values', 'manual'],
    ]);
    expect(okta.writes.map(([method]) => method)).toEqual(['user', 'app', 'mapping']);
    expect(okta.writes[2]).toEqual(['mapping', 'mapping-1', 'region', MAPPED]);
  });

  test('is done once: repeating it writes nothing', async () => {
    const okta = new FakeOkta(OTHERS);
    await setUp(okta);
    okta.writes.length = 0;
    const answer = await setUp(okta);
    expect(Object.values(statuses(answer))).toEqual(['already', 'already', 'already', 'already', 'already', 'manual']);
    expect(answer.complete).toBe(true);
    expect(okta.writes).toEqual([]);
  });

  test('of a dry run says what it would do and writes nothing', async () => {
    const okta = new FakeOkta(OTHERS);
    const answer = await setUp(okta, { dryRun: true });
    expect(Object.values(statuses(answer))).toEqual([
      'already',
      'would-do',
      'would-do',
      'would-do',
      'already',
      'manual',
    ]);
    expect(answer).toMatchObject({
      complete: false,
      dryRun: true,
      message: expect.stringMatching(/^Steps to do: 3; nothing/),
    });
    expect(okta.writes).toEqual([]);
  });

  test('takes whether there are several values from Omni when it is not said', async () => {
    const okta = new FakeOkta(OTHERS);
    await setUp(okta, {}, { multiValued: true });
    expect(okta.user.get('region')).toMatchObject({ type: 'array', items: { type: 'string' } });
    expect(okta.app.get('region')).toMatchObject({ type: 'array', items: { type: 'string' } });
  });

  test('puts a closed list on both Okta attributes', async () => {
    const okta = new FakeOkta(OTHERS);
    await setUp(okta, { enum: [{ value: 'emea', label: 'Europe' }] });
    const closed = { enum: ['emea'], oneOf: [{ const: 'emea', title: 'Europe' }] };
    expect([okta.user.get('region'), okta.app.get('region')]).toMatchObject([closed, closed]);
  });

  test('on create only maps so, and changes an existing mapping to it', async () => {
    const okta = new FakeOkta(REGION);
    await setUp(okta, { applyOn: 'create' });
    expect(okta.writes).toEqual([['mapping', 'mapping-1', 'region', { ...MAPPED, pushStatus: 'DONT_PUSH' }]]);
  });

  describe('the attribute of the Okta profile', () => {
    test.each<[string, Partial<SetupSyncedAttributeInput>, string, string, string[]]>([
      ['is the one that is named', { oktaVariable: 'city' }, 'city', 'user.city', []],
      ['is created under the name that is given', { oktaVariable: 'area' }, 'area', 'user.area', ['area']],
      ['is the one that a plain expression reads', { mappingExpression: 'user.city' }, 'city', 'user.city', []],
      [
        "bears the reference's name when an expression reads it",
        { mappingExpression: 'String.toUpperCase(user.region)' },
        'region',
        'String.toUpperCase(user.region)',
        ['region'],
      ],
      [
        'is not needed when an expression reads others',
        { mappingExpression: 'user.city + user.other' },
        '',
        'user.city + user.other',
        [],
      ],
    ])('%s', async (_, more, oktaVariable, expression, created) => {
      const okta = new FakeOkta(OTHERS);
      expect(await setUp(okta, more)).toMatchObject({ complete: true, oktaVariable });
      expect(okta.writes.filter(([method]) => method === 'user').map(([, variable]) => variable)).toEqual(created);
      expect(okta.mapping.get('region')).toEqual({ expression, pushStatus: 'PUSH' });
    });
  });

  describe('is refused as a whole, before anything is written,', () => {
    test.each<[string, FakeOktaState, Partial<SetupSyncedAttributeInput>, string]>([
      [
        'when the mapping differs',
        { ...OTHERS, app: { region: SENT }, mapping: { region: { ...MAPPED, expression: 'user.city' } } },
        {},
        'OKTA_MAPPING_CONFLICT',
      ],
      [
        "when the app's attribute is of another type",
        { ...OTHERS, app: { region: { ...SENT, type: 'number' } } },
        {},
        'OKTA_ATTRIBUTE_CONFLICT',
      ],
      [
        'when the profile attribute is of another type',
        { ...OTHERS, user: { region: { ...TEXT, type: 'boolean' } } },
        {},
        'OKTA_ATTRIBUTE_CONFLICT',
      ],
      [
        'when a closed list is asked of an open attribute',
        OTHERS,
        { oktaVariable: 'city', enum: [{ value: 'a', label: 'A' }] },
        'OKTA_ATTRIBUTE_CONFLICT',
      ],
      [
        'when a closed list repeats a value',
        OTHERS,
        {
          enum: [
            { value: 'a', label: 'A' },
            { value: 'a', label: 'B' },
          ],
        },
        'BODY_INVALID',
      ],
      ['when Omni has another type', OTHERS, { type: 'number' }, 'ATTRIBUTE_TYPE_CONFLICT'],
      ['when the default does not fit', OTHERS, { defaultValue: ['a', 'b'] }, 'VALUE_NOT_SINGLE'],
    ])('%s', async (_, state, more, code) => {
      const okta = new FakeOkta(state);
      await expect(setUp(okta, more)).rejects.toMatchObject({ code });
      expect(okta.writes).toEqual([]);
    });

    test.each(['userSchema', 'appSchema', 'mapping'])('when %s cannot be read', async (method) => {
      const okta = new FakeOkta(OTHERS);
      okta.fails = [method, new ConnectorError('OKTA_UNREACHABLE', { problem: 'reset' })];
      await expect(setUp(okta)).rejects.toMatchObject({ code: 'OKTA_UNREACHABLE' });
      expect(okta.writes).toEqual([]);
    });
  });

  test.each([
    ['user', 'okta-profile-attribute', 2],
    ['app', 'omni-app-attribute', 3],
    ['mapping', 'mapping', 4],
  ])('that fails while writing %s ends with the step %s, and goes on when repeated', async (method, step, count) => {
    const okta = new FakeOkta(OTHERS);
    const session = okta.session.bind(okta);
    const failing = () => Promise.reject(new ConnectorError('OKTA_NOT_VISIBLE_YET', { what: 'it' }));
    const writer = { user: 'writeUserAttribute', app: 'writeAppAttribute', mapping: 'writeMapping' }[method] ?? '';
    okta.session = (deadline) => ({ ...session(deadline), [writer]: failing });
    const answer = await setUp(okta);
    expect(answer).toMatchObject({ complete: false, failedCode: 'OKTA_NOT_VISIBLE_YET', retryable: true });
    expect(answer.steps).toHaveLength(count);
    expect(answer.steps.at(-1)).toMatchObject({ step, status: 'failed' });
    expect(answer.message).toContain('Repeat the call in a minute');

    okta.session = session;
    expect(await setUp(okta)).toMatchObject({ complete: true, failedCode: '' });
    expect([okta.user.has('region'), okta.app.has('region'), okta.mapping.get('region')]).toEqual([true, true, MAPPED]);
  });
});

describe('removal', () => {
  const ASKED = { removeOktaAttribute: true, confirmReference: 'region' };

  test("unmaps, then removes the app's attribute, and keeps what holds values", async () => {
    const okta = new FakeOkta(REGION);
    const answer = await remove(okta);
    expect(answer.steps.map(({ step, status }) => [step, status])).toEqual([
      ['mapping', 'done'],
      ['omni-app-attribute', 'done'],
      ['okta-profile-attribute', 'kept'],
      ['omni-attribute', 'kept'],
    ]);
    expect(answer).toMatchObject({ complete: true, oktaVariable: 'region', appVariable: 'region' });
    expect(okta.writes).toEqual([
      ['mapping', 'mapping-1', 'region', undefined],
      ['app', 'region', undefined],
    ]);
  });

  test('is done once: what is gone is gone already', async () => {
    const okta = new FakeOkta(REGION);
    await remove(okta, ASKED);
    expect(okta.user.has('region')).toBe(false);
    okta.writes.length = 0;
    const answer = await remove(okta, ASKED);
    expect(Object.values(statuses(answer))).toEqual(['already', 'already', 'already', 'kept']);
    expect(okta.writes).toEqual([]);
  });

  test('of a dry run writes nothing', async () => {
    const okta = new FakeOkta(REGION);
    const answer = await remove(okta, { ...ASKED, dryRun: true });
    expect(Object.values(statuses(answer))).toEqual(['would-do', 'would-do', 'would-do', 'kept']);
    expect([answer.complete, okta.writes]).toEqual([false, []]);
  });

  test("never removes Okta's own attribute", async () => {
    const okta = new FakeOkta({ ...REGION, mapping: { region: { ...MAPPED, expression: 'user.city' } } });
    expect(statuses(await remove(okta, ASKED))).toMatchObject({ 'okta-profile-attribute': 'kept' });
    expect(okta.writes.map(([method]) => method)).toEqual(['mapping', 'app']);
  });

  test('leaves an attribute alone that is not sent as the reference', async () => {
    const okta = new FakeOkta({ ...OTHERS, app: { region: TEXT }, mapping: { region: MAPPED } });
    expect(statuses(await remove(okta))).toMatchObject({ mapping: 'already', 'omni-app-attribute': 'already' });
    expect(okta.writes).toEqual([]);
  });

  test('needs no mapping object', async () => {
    const okta = new FakeOkta(REGION);
    okta.fails = ['mapping', new ConnectorError('OKTA_MAPPING_NOT_FOUND')];
    expect(statuses(await remove(okta))).toMatchObject({ mapping: 'already', 'omni-app-attribute': 'done' });
  });

  test.each<[string, FakeOktaState, Partial<RemoveSyncedAttributeInput>, string]>([
    ['without confirmation', REGION, { removeOktaAttribute: true }, 'ATTRIBUTE_DELETE_UNCONFIRMED'],
    ['with another confirmation', REGION, { ...ASKED, confirmReference: 'regions' }, 'ATTRIBUTE_DELETE_UNCONFIRMED'],
    [
      'of the Omni attribute where no operator allowed it',
      REGION,
      { deleteOmniAttribute: true, confirmReference: 'region' },
      'ATTRIBUTE_DELETE_DISABLED',
    ],
    ['of a profile attribute that nothing but its name points to', { ...REGION, mapping: {} }, ASKED, 'BODY_INVALID'],
    [
      'of a profile attribute behind an expression',
      { ...REGION, mapping: { region: { ...MAPPED, expression: 'user.city + user.region' } } },
      ASKED,
      'BODY_INVALID',
    ],
    [
      'of a profile attribute that the mapping does not read',
      REGION,
      { ...ASKED, oktaVariable: 'other' },
      'BODY_INVALID',
    ],
    [
      'of a profile attribute that feeds another attribute of the app',
      { ...REGION, mapping: { region: MAPPED, other: { ...MAPPED, expression: 'user.other + user.region' } } },
      ASKED,
      'OKTA_ATTRIBUTE_IN_USE',
    ],
  ])('%s is refused as a whole', async (_, state, more, code) => {
    const okta = new FakeOkta(state);
    await expect(remove(okta, more)).rejects.toMatchObject({ code });
    expect(okta.writes).toEqual([]);
  });

  test('of a named profile attribute needs no mapping', async () => {
    const okta = new FakeOkta({ ...REGION, mapping: {} });
    await remove(okta, { ...ASKED, oktaVariable: 'region' });
    expect(okta.user.has('region')).toBe(false);
  });
});

test('whatever is set up or removed, only the one attribute and mapping is ever written', async () => {
  const okta = new FakeOkta(OTHERS);
  await setUp(okta);
  await remove(okta, { removeOktaAttribute: true, confirmReference: 'region' });
  expect(okta.writes).toHaveLength(6);
  const named = okta.writes.map(([method, first, second]) => (method === 'mapping' ? second : first));
  expect(new Set(named)).toEqual(new Set(['region']));
  expect([...okta.user.keys(), ...okta.app.keys(), ...okta.mapping.keys()]).toEqual(['other', 'other', 'other']);
});
