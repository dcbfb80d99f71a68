import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { byReference, type Change, goesByDefault, wantedChanges } from '../../src/push/changes.ts';
import type { Intent } from '../../src/push/coerce.ts';
import { RUNS } from '../support/runs.ts';
import { attribute, reference, references } from './arbitraries.ts';

/** What differs where Omni shows every value, and no attribute has a default. */
const diff = (asked: readonly Intent[], held: ReadonlyMap<string, AttributeValue>): Change[] =>
  wantedChanges(asked, new Map(), held, new Map());

const value = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 3 });
const intents = fc
  .uniqueArray(reference)
  .chain((named) => fc.tuple(...named.map((one) => value.map((held): Intent => intent(one, held)))));
const shown = fc.uniqueArray(fc.tuple(reference, value), { selector: ([one]) => one }).map((held) => new Map(held));

const intent = (name: string, held: AttributeValue): Intent => ({
  reference: name,
  value: held,
  coercedFrom: undefined,
});

function apply(held: ReadonlyMap<string, AttributeValue>, changes: readonly Change[]): Map<string, AttributeValue> {
  return new Map([...held, ...changes.map(({ reference: name, after }) => [name, after] as const)]);
}

describe('the changes of one user', () => {
  test('name what is held before and after, sorted by reference', () => {
    const held = new Map([
      ['tier', ['gold']],
      ['sales_area', ['emea']],
    ]);
    const asked = [intent('tier', []), intent('seat_count', ['12']), intent('sales_area', ['emea'])];
    expect(diff(asked, held)).toEqual([
      { reference: 'seat_count', before: [], after: ['12'] },
      { reference: 'tier', before: ['gold'], after: [] },
    ]);
  });

  test('are none when a user without a value is to be cleared', () => {
    expect(diff([intent('tier', [])], new Map())).toEqual([]);
  });

  test('leave nothing to do once they are applied', () => {
    fc.assert(
      fc.property(intents, shown, (asked, held) => {
        expect(diff(asked, apply(held, diff(asked, held)))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('do not depend on the order of the input', () => {
    const shuffled = intents.chain((asked) =>
      fc.tuple(fc.constant(asked), fc.shuffledSubarray(asked, { minLength: asked.length })),
    );
    fc.assert(
      fc.property(shuffled, shown, ([asked, other], held) => {
        expect(diff(other, held)).toEqual(diff(asked, held));
      }),
      { numRuns: RUNS },
    );
  });

  test('touch only what was named, each reference once, and every one that differs', () => {
    fc.assert(
      fc.property(intents, shown, (asked, held) => {
        const changes = diff(asked, held);
        const changed = changes.map((change) => change.reference);
        const named = asked.map((one) => one.reference);
        expect(new Set(changed).size).toBe(changed.length);
        expect(named).toEqual(expect.arrayContaining(changed));
        expect(changed).toEqual(changed.toSorted());

        const after = apply(held, changes);
        for (const one of references) {
          const wanted = asked.find((each) => each.reference === one)?.value ?? held.get(one) ?? [];
          expect(new Set(after.get(one) ?? [])).toEqual(new Set(wanted));
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('are undone by their before-values', () => {
    fc.assert(
      fc.property(intents, shown, (asked, held) => {
        const changes = diff(asked, held);
        const undo = changes.map(({ reference: name, before }) => intent(name, before));
        const after = apply(held, changes);
        const undone = apply(after, diff(undo, after));
        for (const one of references) expect(undone.get(one) ?? []).toEqual(held.get(one) ?? []);
      }),
      { numRuns: RUNS },
    );
  });
});

test('definitions are found by their reference', () => {
  const [one, other] = [attribute({ reference: 'tier' }), attribute()];
  expect([...byReference([one, other])]).toEqual([
    ['tier', one],
    ['sales_area', other],
  ]);
});

test.each<[string, AttributeValue, AttributeValue | undefined, boolean]>([
  ['a value that nobody has read back', ['free'], undefined, true],
  ['a value beside another that was read back', ['free'], ['gold'], true],
  ['the value that was read back', ['a', 'b'], ['b', 'a'], false],
  ['no value', [], undefined, false],
  ['no value where one was read back', [], ['gold'], false],
])('only the default tells whose %s is: %j, remembered %j', (_what, seen, remembered, isSo) => {
  expect(goesByDefault(seen, remembered)).toBe(isSo);
});

test('a value of an attribute that Omni does not define counts as held', () => {
  expect(wantedChanges([intent('tier', [])], new Map(), new Map([['tier', ['gold']]]), new Map())).toHaveLength(1);
  expect(wantedChanges([intent('tier', [])], new Map(), new Map(), new Map())).toEqual([]);
});
