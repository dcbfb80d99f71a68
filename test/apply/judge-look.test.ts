import { describe, expect, test } from '@jest/globals';
import { judgeLook } from '../../src/apply/judge-look.ts';
import type { Attribute, AttributeValue } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import type { Intent } from '../../src/push/coerce.ts';
import { attribute } from '../push/arbitraries.ts';

const OLD = attribute({ reference: 'tier', defaultValue: ['free'] });
const NEW = { ...OLD, defaultValue: ['gold'] };
const intent = (reference: string, ...value: string[]): Intent => ({ reference, value, coercedFrom: undefined });
const values = (held: Record<string, AttributeValue>) => new Map(Object.entries(held));

/** What a look leaves to write, and how often Omni was asked for its definitions, which are these by now. */
async function judge(
  intents: readonly Intent[],
  shown: Record<string, AttributeValue> | undefined,
  remembered: Record<string, AttributeValue> = {},
  now: readonly Attribute[] = [NEW],
) {
  const asked: number[] = [];
  const listAttributes = async (maxAgeMs: number) => {
    asked.push(maxAgeMs);
    return [...now];
  };
  const attributes = byReference([OLD, attribute({ reference: 'area' })]);
  const look = { intents, attributes, shown: shown && values(shown), remembered: values(remembered) };
  const omni = { listAttributes } as unknown as Parameters<typeof judgeLook>[0]['omni'];
  return { ...(await judgeLook({ omni }, look)), asked };
}

describe('a look at a user', () => {
  test('leaves what differs, without another request', async () => {
    const { changes, asked } = await judge([intent('area', 'b')], { area: ['a'] });
    expect(changes).toEqual([{ reference: 'area', before: ['a'], after: ['b'] }]);
    expect(asked).toEqual([]);
  });

  test('leaves nothing of a value that was read back, without another request', async () => {
    const { changes, asked } = await judge([intent('area', 'a')], { area: ['a'] }, { area: ['a'] });
    expect([changes, asked]).toEqual([[], []]);
  });

  test('leaves nothing where no value is asked for and none is shown, without another request', async () => {
    const { changes, asked } = await judge([intent('area')], {});
    expect([changes, asked]).toEqual([[], []]);
  });

  test('leaves all that is asked for where Omni does not show values, without another request', async () => {
    const { changes, asked } = await judge([intent('area', 'a')], undefined, { area: ['a'] });
    expect(changes).toEqual([{ reference: 'area', before: [], after: ['a'] }]);
    expect(asked).toEqual([]);
  });

  test('asks for the definitions of now where a value is in place that may be a new default', async () => {
    const { changes, attributes, asked } = await judge([intent('tier', 'gold'), intent('area', 'b')], {
      tier: ['gold'],
    });
    expect(asked).toEqual([0]);
    expect(changes).toEqual([
      { reference: 'area', before: [], after: ['b'] },
      { reference: 'tier', before: ['gold'], after: ['gold'] },
    ]);
    expect(attributes.get('tier')).toEqual(NEW);
    expect(attributes.get('area')).toBeDefined();
  });

  test('leaves such a value alone where it is no default', async () => {
    const { changes, asked } = await judge([intent('tier', 'plus')], { tier: ['plus'] });
    expect([changes, asked]).toEqual([[], [0]]);
  });
});
