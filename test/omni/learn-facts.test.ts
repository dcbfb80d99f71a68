import { describe, expect, test } from '@jest/globals';
import { learnFacts } from '../../src/omni/learn-facts.ts';
import type { OmniUser } from '../../src/omni/scim.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import { attribute } from '../push/arbitraries.ts';

const SYSTEM = attribute({ reference: 'omni_user_id', system: true });
const SEATS = attribute({ reference: 'seats', type: 'number' });
const REGION = attribute({ reference: 'region' });
const TIER = attribute({ reference: 'tier', defaultValue: ['free'] });

const user = (id: string, shown?: Record<string, unknown>, active = true): OmniUser => ({
  id,
  userName: `${id}@acme.example`,
  displayName: id,
  active,
  shown: shown && new Map(Object.entries(shown)),
});

/** What an instance tells, where it is not said otherwise. */
interface Instance {
  readonly published?: ReadonlySet<string> | undefined;
  readonly attributes?: readonly ReturnType<typeof attribute>[];
  readonly listed?: readonly OmniUser[];
  /** By id; who is not there is read as listed. */
  readonly read?: Readonly<Record<string, OmniUser | undefined>>;
  readonly keyScope?: string;
  readonly told?: object;
  /** By the kind of models; left out: as `told`. */
  readonly models?: Readonly<Record<string, object>>;
  readonly emailOnly?: object | undefined;
}

async function learn(instance: Instance) {
  const { attributes = [REGION], listed = [], read = {}, keyScope = 'organization' } = instance;
  const asked: string[] = [];
  const told = async () => instance.told ?? { value: [] };
  const omni = {
    published: async () => instance.published,
    identity: async () => ({ keyScope }),
    listAttributes: async () => attributes,
    userPage: async () => ({ users: listed }),
    readUser: async (id: string) => {
      asked.push(id);
      return id in read ? read[id] : listed.find((one) => one.id === id);
    },
    modelPage: async (kind: string) => instance.models?.[kind] ?? (await told()),
    connections: told,
    connectionEnvironments: told,
    emailOnlyPage: async () => instance.emailOnly,
  } as unknown as OmniSession;
  return { facts: await learnFacts(omni), asked };
}

const factsOf = async (instance: Instance) => (await learn(instance)).facts;

test('an instance that tells nothing is known by that', async () => {
  expect(await factsOf({ keyScope: 'unknown', told: { withheld: 'forbidden' } })).toStrictEqual({
    openApi: 'withheld',
    whoami: 'missing',
    models: 'forbidden',
    extensionModels: 'forbidden',
    connections: 'forbidden',
    connectionEnvironments: 'forbidden',
    emailOnlyUsers: 'withheld',
  });
});

test('an instance that tells all is known by what it tells', async () => {
  const published = new Set([
    'POST /api/v1/user-attributes',
    'GET /api/v1/user-attributes/{attributeId}/selectable-values',
  ]);
  const shown = { region: null, seats: 12, omni_user_id: 'x' };
  const listed = [user('ada', shown), user('bob', undefined, false)];
  const instance = { published, attributes: [REGION, SEATS, SYSTEM], listed, emailOnly: {} };
  expect(await factsOf(instance)).toStrictEqual({
    openApi: 'published',
    createAttributes: 'published',
    selectableValues: 'published',
    listValues: 'carried',
    readValues: 'shown',
    numbersAs: 'numbers',
    emptyAs: 'null',
    systemValues: 'shown',
    inactiveUsers: 'listed',
    whoami: 'answers',
    models: 'told',
    extensionModels: 'told',
    connections: 'told',
    connectionEnvironments: 'told',
    emailOnlyUsers: 'told',
  });
});

test('models and what extends them are told of apart', async () => {
  const models = { SHARED: { value: [] }, SHARED_EXTENSION: { withheld: 'missing' } };
  expect(await factsOf({ models, told: { withheld: 'forbidden' } })).toMatchObject({
    models: 'told',
    extensionModels: 'missing',
  });
});

test('a route that is not published is missing', async () => {
  const published = new Set(['GET /api/v1/user-attributes']);
  expect(await factsOf({ published })).toMatchObject({ createAttributes: 'missing', selectableValues: 'missing' });
});

test('the first three users who are active are read, and whoever is gone by then tells nothing', async () => {
  const listed = [user('a', {}, false), ...['b', 'c', 'd', 'e'].map((id) => user(id, {}))];
  const { facts, asked } = await learn({ listed, read: { b: undefined, c: undefined, d: undefined } });
  expect(asked).toEqual(['b', 'c', 'd']);
  expect(facts).not.toHaveProperty('readValues');
  expect(facts).toMatchObject({ listValues: 'carried' });
});

describe('what users show', () => {
  const told = async (shown: Record<string, unknown> | undefined, ...others: (Record<string, unknown> | undefined)[]) =>
    factsOf({
      attributes: [REGION, SEATS, TIER, SYSTEM],
      listed: [user('ada'), ...others.map((_, at) => user(`u${at}`))],
      read: {
        ada: user('ada', shown),
        ...Object.fromEntries(others.map((one, at) => [`u${at}`, user(`u${at}`, one)])),
      },
    });

  test('is left out of the list, and of a read', async () => {
    const facts = await told(undefined);
    expect(facts).toMatchObject({ listValues: 'left out', readValues: 'left out' });
    for (const name of ['numbersAs', 'emptyAs', 'systemValues', 'inactiveUsers'])
      expect(facts).not.toHaveProperty(name);
  });

  test.each([
    ['a text', 'texts', { seats: '12' }, undefined],
    ['numbers in a list', 'numbers', { seats: [1, 2] }, undefined],
    ['a number of one and a text of another', 'both', { seats: 1 }, { seats: '2' }],
  ])('a number is %s: %s', async (_what, numbersAs, one, other) => {
    expect(await told(one, other)).toMatchObject({ numbersAs });
  });

  test('nothing tells how numbers are shown where nobody holds one', async () => {
    expect(await told({ seats: null, region: 'emea', omni_user_id: 7 })).not.toHaveProperty('numbersAs');
  });

  test('an attribute of Omni tells nothing of numbers', async () => {
    const attributes = [attribute({ reference: 'omni_count', type: 'number', system: true })];
    expect(await factsOf({ attributes, listed: [user('ada', { omni_count: 7 })] })).not.toHaveProperty('numbersAs');
  });

  test.each([
    ['null', { region: null, seats: 1 }],
    ['absent', { seats: 1 }],
    ['null', { region: null }],
  ])('no value is %s', async (emptyAs, shown) => {
    expect(await told(shown)).toMatchObject({ emptyAs });
  });

  test('nothing tells how no value is shown where every attribute has one, or a default', async () => {
    expect(await told({ region: 'emea', seats: 1 })).not.toHaveProperty('emptyAs');
  });

  test('of Omni itself is shown where one of its attributes is', async () => {
    const attributes = [SYSTEM, attribute({ reference: 'omni_user_name', system: true })];
    const instance = { attributes, listed: [user('ada', { omni_user_id: 'x' })] };
    expect(await factsOf(instance)).toMatchObject({ systemValues: 'shown' });
  });

  test('of Omni itself is left out', async () => {
    expect(await told({ region: 'emea' }, undefined)).toMatchObject({ systemValues: 'left out', readValues: 'shown' });
    expect(await told({ region: 'emea' }, { omni_user_id: 'x' })).toMatchObject({ systemValues: 'shown' });
  });
});
