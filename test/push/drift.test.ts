import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import type { HeldValue } from '../../src/push/coverage.ts';
import {
  type AssignedUser,
  compareUser,
  compareValue,
  type DriftKind,
  unassignedFindings,
} from '../../src/push/drift.ts';
import { RUNS } from '../support/runs.ts';
import { anyAttribute, attribute, valueFor } from './arbitraries.ts';

const attributes = byReference([
  attribute({ reference: 'region' }),
  attribute({ reference: 'seats', type: 'number' }),
  attribute({ reference: 'areas', multiValued: true }),
  attribute({ reference: 'tier', defaultValue: ['none'] }),
  attribute({ reference: 'omni_user_id', system: true }),
]);

const own = (...value: string[]): HeldValue => ({ shown: value, own: value });
const shownDefault = (told: AttributeValue | null): HeldValue => ({ shown: ['none'], own: told });

describe('one value', () => {
  test.each<[string, string, unknown, HeldValue]>([
    ['the same text', 'region', 'emea', own('emea')],
    ['nothing on both sides', 'region', null, own()],
    ['an empty text in Okta and nothing in Omni', 'region', '', own()],
    ['an empty list in Okta and nothing in Omni', 'areas', [], own()],
    ['a number as text', 'seats', '12.0', own('12')],
    ['several values in another order', 'areas', ['b', 'a'], own('a', 'b')],
    ['one value for a multi-valued attribute', 'areas', 'a', own('a')],
    ['true as text', 'region', true, own('true')],
    ['nothing in Okta, and a default that may be an own value', 'tier', null, shownDefault(null)],
    ['nothing in Okta, and a default that is none', 'tier', null, shownDefault([])],
    ['the value of the default on both sides', 'tier', 'none', shownDefault(null)],
  ])('%s is no difference', (_, reference, okta, held) => {
    expect(compareValue(attributes, reference, okta, held)).toBeUndefined();
  });

  test.each<[string, DriftKind, string, unknown, HeldValue]>([
    ['another text', 'different', 'region', 'emea', own('apac')],
    ['another case', 'different', 'region', 'EMEA', own('emea')],
    ['one more value', 'different', 'areas', ['a', 'b'], own('a')],
    ['a default that may be an own value', 'different', 'tier', 'gold', shownDefault(null)],
    ['a default that is an own value', 'different', 'tier', 'gold', shownDefault(['none'])],
    ['nothing in Omni', 'only-in-okta', 'region', 'emea', own()],
    ['only a default in Omni', 'only-in-okta', 'tier', 'gold', shownDefault([])],
    ['nothing in Okta', 'only-in-omni', 'region', null, own('emea')],
    ['nothing in Okta and a default that is an own value', 'only-in-omni', 'tier', null, shownDefault(['none'])],
  ])('%s is %s', (_, kind, reference, okta, held) => {
    expect(compareValue(attributes, reference, okta, held)).toMatchObject({ kind, reference, omni: held.shown });
  });

  test.each<[string, string, unknown, HeldValue | undefined, string]>([
    ['words for a number', 'seats', 'many', own('12'), 'VALUE_NOT_A_NUMBER'],
    ['a list for a single value', 'region', ['a', 'b'], own('a'), 'VALUE_NOT_SINGLE'],
    ['an attribute that Omni lacks', 'regoin', 'emea', own(), 'REFERENCE_UNKNOWN'],
    ["one of Omni's own attributes", 'omni_user_id', 'x', own(), 'ATTRIBUTE_SYSTEM'],
    ['values that Omni hides', 'region', 'emea', undefined, 'does not show'],
    ['values that Omni hides, nothing in Okta', 'region', null, undefined, 'does not show'],
  ])('%s cannot be compared', (_, reference, okta, held, detail) => {
    const finding = compareValue(attributes, reference, okta, held);
    expect(finding).toMatchObject({ kind: 'not-comparable', reference });
    expect(finding?.detail).toContain(detail);
  });

  test.each<[string, string, unknown, HeldValue, string]>([
    [
      'nothing in Okta',
      'region',
      null,
      own('emea'),
      'Okta holds nothing; the user holds a value of their own in Omni.',
    ],
    ['another value', 'region', 'emea', own('apac'), 'Okta and Omni hold different values.'],
    ['nothing in Omni', 'region', 'emea', own(), 'The user holds no value of their own in Omni.'],
    [
      'a default in Omni',
      'tier',
      'gold',
      shownDefault([]),
      "The user holds no value of their own in Omni; the attribute's default applies.",
    ],
  ])('%s is told in a sentence', (_, reference, okta, held, detail) => {
    expect(compareValue(attributes, reference, okta, held)?.detail).toBe(detail);
  });

  test.each<[unknown, AttributeValue]>([
    ['many', ['many']],
    [['', 'many', null], ['many']],
    [{ a: 1 }, ['{"a":1}']],
    [true, ['true']],
  ])('%j in Okta, which is no number, is shown as it is', (okta, shown) => {
    expect(compareValue(attributes, 'seats', okta, own())?.okta).toEqual(shown);
  });

  test('what does not fit is shown as Okta holds it, and named in no sentence', () => {
    const finding = compareValue(attributes, 'seats', ['4', 'hush', null], own());
    expect(finding?.okta).toEqual(['4', 'hush']);
    expect(finding?.detail).not.toContain('hush');
  });

  test('of an attribute that Omni lacks, where Okta holds nothing, is shown as nothing', () => {
    expect(compareValue(attributes, 'regoin', undefined, own())?.okta).toEqual([]);
  });

  test('an unforeseen failure is not taken for a value that does not fit', () => {
    const broken = Object.assign(new Map(attributes), {
      get: () => {
        throw new RangeError('broken');
      },
    });
    expect(() => compareValue(broken, 'region', 'emea', own())).toThrow(RangeError);
  });

  test('whatever fits a definition agrees with itself and with nothing else', () => {
    const pair = anyAttribute.chain((one) =>
      fc.tuple(fc.constant(one), valueFor(one), fc.uniqueArray(fc.constantFrom('7', '8'), { maxLength: 1 })),
    );
    fc.assert(
      fc.property(pair, ([one, value, other]) => {
        const known = byReference([{ ...one, system: false, defaultValue: [] }]);
        const input = one.multiValued ? value : (value[0] ?? null);
        const same = compareValue(known, one.reference, input, { shown: value, own: value });
        expect(same).toBeUndefined();
        const changed = compareValue(known, one.reference, input, { shown: other, own: other });
        expect(changed === undefined).toBe(JSON.stringify([...value].sort()) === JSON.stringify(other));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('one assigned user', () => {
  const user = (more: Partial<AssignedUser> = {}): AssignedUser => ({
    id: '00u1',
    userName: 'ada@acme.example',
    externalId: 'omni-1',
    syncState: 'SYNCHRONIZED',
    oktaValues: { region: 'emea', seats: 12 },
    wants: {},
    omniUserId: 'omni-1',
    idBearer: '',
    bearers: 1,
    namesake: '',
    held: { region: own('emea'), seats: own('12') },
    ...more,
  });
  const compare = (more: Partial<AssignedUser>) => {
    const { findings, same } = compareUser(user(more), ['region', 'seats'], attributes);
    return { kinds: findings.map(({ kind }) => kind), same };
  };

  test.each<[string, Partial<AssignedUser>, DriftKind[], number]>([
    ['agrees in everything', {}, [], 2],
    ['differs in one value', { held: { region: own('apac'), seats: own('12') } }, ['different'], 1],
    ['is not in Omni, so no value is looked at', { omniUserId: null, bearers: 0 }, ['not-in-omni'], 0],
    [
      'was renamed on one side, so no value is looked at',
      { omniUserId: null, bearers: 0, idBearer: 'old' },
      ['renamed'],
      0,
    ],
    ['was created anew', { externalId: 'omni-0' }, ['omni-id-changed'], 2],
    ['has the same id in another case', { externalId: 'OMNI-1' }, [], 2],
    ['was never provisioned by Okta', { externalId: '' }, [], 2],
    ['is in trouble in Okta', { syncState: 'ERROR' }, ['okta-sync-state'], 2],
    ['is out of sync in Okta', { syncState: 'OUT_OF_SYNC' }, ['okta-sync-state'], 2],
    ['has no state in Okta', { syncState: 'DISABLED' }, [], 2],
    ['is in Omni twice, so no value is looked at', { bearers: 2 }, ['not-comparable'], 0],
    ['bears a name with somebody else in Okta, so no value is looked at', { namesake: '00u2' }, ['not-comparable'], 0],
  ])('%s', (_, more, kinds, same) => {
    expect(compare(more)).toStrictEqual({ kinds, same });
  });

  test.each<[string, Partial<AssignedUser>, string]>([
    [
      'is not in Omni, nor ever was',
      { omniUserId: null, bearers: 0, externalId: '' },
      'Omni lists no active user of this name; Okta has not provisioned them.',
    ],
    [
      'is no longer in Omni',
      { omniUserId: null, bearers: 0 },
      'Omni lists no active user of this name; Okta has provisioned them before.',
    ],
    [
      'is in Omni under another name',
      { omniUserId: null, bearers: 0, idBearer: 'lovelace@acme.example' },
      'USER_RENAMED: Okta calls them ada@acme.example; by the id that Okta knows, Omni has them as lovelace@acme.example.',
    ],
    [
      'was created anew',
      { externalId: 'omni-0' },
      'Okta knows another Omni id: the user was created anew in Omni, and what they held before is gone.',
    ],
    [
      'has the name that somebody else had',
      { externalId: 'omni-0', idBearer: 'lovelace@acme.example' },
      'Okta knows another Omni id: Omni has that user too, as lovelace@acme.example.',
    ],
    ['is in Omni twice', { bearers: 2 }, 'USER_AMBIGUOUS: Omni has more than one user ada@acme.example.'],
    [
      'bears a name with somebody else in Okta',
      { id: '00u3', namesake: '00u2' },
      'OKTA_NAME_SHARED: Okta assigns two people to the Omni app by the name ada@acme.example, the users 00u2 and 00u3, so that nobody can tell whose values it is to hold.',
    ],
    ['is in trouble in Okta', { syncState: 'ERROR' }, 'Okta shows ERROR for this assignment: a hint, no proof.'],
  ])('%s: a sentence says so', (_, more, detail) => {
    const { findings } = compareUser(user(more), ['region', 'seats'], attributes);
    expect(findings.map((one) => [one.reference, one.detail])).toEqual([['', detail]]);
  });

  test.each<[string, Partial<AssignedUser>, DriftKind[], number]>([
    ['agrees with it', { wants: { region: { kind: 'set', detail: 'group EMEA' } } }, [], 2],
    [
      'left alone by it, whatever they hold',
      { wants: { region: { kind: 'leave', detail: '' } }, oktaValues: { seats: 12 } },
      [],
      1,
    ],
    ['not to be judged by it', { wants: { region: { kind: 'unreadable', detail: '' } } }, ['not-comparable'], 1],
  ])('by the policy: %s', (_, more, kinds, same) => {
    expect(compare(more)).toStrictEqual({ kinds, same });
  });

  test('the policy cannot tell of a value that Omni hides, either', () => {
    const wants = { region: { kind: 'unreadable', detail: '' } } as const;
    const { findings } = compareUser(user({ wants, held: {} }), ['region'], attributes);
    expect(findings).toMatchObject([{ kind: 'not-comparable', omni: null }]);
  });

  test('the policy says why it wants what differs, and why it cannot tell', () => {
    const wants = {
      region: { kind: 'set', detail: 'group APAC' },
      seats: { kind: 'unreadable', detail: 'group Seats could not be read' },
    } as const;
    const oktaValues = { region: 'apac' };
    const { findings } = compareUser(user({ wants, oktaValues }), ['region', 'seats'], attributes);
    expect(findings).toMatchObject([
      { kind: 'different', okta: ['apac'], detail: 'Okta and Omni hold different values. By the policy: group APAC.' },
      {
        kind: 'not-comparable',
        omni: ['12'],
        detail: expect.stringMatching(/^GROUPS_UNREADABLE: .*group Seats could not/),
      },
    ]);
  });
});

describe('somebody whom Okta does not assign', () => {
  test.each([
    [{ ended: true, once: true }, 'has ended'],
    [{ ended: false, once: true }, 'once'],
    [{ ended: false, once: false }, 'never'],
  ])('%j: each value of their own is one finding', (known, word) => {
    const held = { region: own('emea'), seats: own(), tier: shownDefault(null) };
    const findings = unassignedFindings({ held, ...known }, ['region', 'seats', 'tier', 'areas']);
    expect(findings).toEqual([
      { kind: 'not-assigned', reference: 'region', okta: null, omni: ['emea'], detail: expect.stringContaining(word) },
    ]);
  });
});
