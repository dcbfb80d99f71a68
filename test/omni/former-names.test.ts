import { expect, test } from '@jest/globals';
import { OmniAttributes } from '../../src/omni/attributes.ts';
import type { Ticket } from '../../src/omni/ticket.ts';
import type { Attribute, ValueRule } from '../../src/push/attribute.ts';
import { attribute } from '../push/arbitraries.ts';
import { answer } from './answer.ts';
import { LeapingClock } from './leaping-clock.ts';

const TICKET: Ticket = {
  lane: 'interactive',
  deadline: Number.POSITIVE_INFINITY,
  order: 1,
  remaining: 1,
  sent: 0,
  progress: '',
};

type Name = Pick<Attribute, 'id' | 'reference'>;

/** Definitions that Omni shows, with what is remembered of them. */
function setUp({ former = [], rules }: { former?: readonly Name[]; rules?: ReadonlyMap<string, ValueRule> } = {}) {
  const noted: (readonly Name[])[] = [];
  const shown = { names: ['region'] };
  const records = () => [
    ...shown.names.map((name) => ({ id: 'id-1', name, type: 'String' })),
    { name: 'omni_user_id', type: 'String', system: true },
  ];
  const attributes = new OmniAttributes(
    async () => answer(200, { records: records() }),
    new LeapingClock(),
    {
      remember: async (names) => {
        noted.push(names);
        return former;
      },
    },
    ...(rules ? [() => rules] : []),
  );
  return { noted, shown, attributes, list: () => attributes.list(TICKET, 0) };
}

test('a list is noted once, by what Omni gives an id, and again where it says something new', async () => {
  const { noted, shown, list } = setUp();
  await list();
  await list();
  expect(noted).toEqual([[{ id: 'id-1', reference: 'region' }]]);
  shown.names = ['area'];
  await list();
  expect(noted[1]).toEqual([{ id: 'id-1', reference: 'area' }]);
});

test('an attribute has the references that its id had before, and not the one of now', async () => {
  const former = [
    { id: 'id-1', reference: 'territory' },
    { id: 'id-1', reference: 'region' },
    { id: 'id-2', reference: 'seats' },
  ];
  const [region] = await setUp({ former }).list();
  expect(region).toMatchObject({ reference: 'region', formerReferences: ['territory'] });
});

test('an attribute that was never called otherwise has none', async () => {
  const [one] = await setUp({ former: [{ id: 'id-1', reference: 'region' }] }).list();
  expect(one).not.toHaveProperty('formerReferences');
  const [other] = await setUp().list();
  expect(other).not.toHaveProperty('formerReferences');
});

test('an attribute has the rule of the policy for its reference', async () => {
  const rule: ValueRule = { normalize: 'lower', allowed: undefined };
  const [region, system] = await setUp({ rules: new Map([['region', rule]]) }).list();
  expect(region).toMatchObject({ reference: 'region', rule });
  expect(system?.rule).toBeUndefined();
  const [without] = await setUp({ rules: new Map() }).list();
  expect(without).not.toHaveProperty('rule');
});

test('an attribute of Omni is neither changed nor deleted, and named in the refusal', async () => {
  const { attributes } = setUp();
  const own = attribute({ id: '', reference: 'omni_user_id', system: true });
  const refused = { code: 'ATTRIBUTE_SYSTEM', facts: { reference: 'omni_user_id' } };
  await expect(attributes.delete(TICKET, own)).rejects.toMatchObject(refused);
  await expect(attributes.update(TICKET, own, { label: 'x' })).rejects.toMatchObject(refused);
});
