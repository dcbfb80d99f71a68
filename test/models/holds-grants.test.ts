import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Held, holdsGrants } from '../../src/models/holds-grants.ts';

const held =
  (grants: Readonly<Record<string, Held>>) =>
  (name: string): Held =>
    grants[name] ?? 'no';

// https://docs.omni.co/modeling/topics/parameters/required-access-grants
test.each([
  ['nothing wanted', [], {}, 'yes'],
  ['one that is held', ['a'], { a: 'yes' }, 'yes'],
  ['one that is not', ['a'], {}, 'no'],
  ['one of two', ['a|b'], { b: 'yes' }, 'yes'],
  ['both of two, with one', ['a&b'], { b: 'yes' }, 'no'],
  ['one, or two together, with the one', ['a|b&c'], { a: 'yes' }, 'yes'],
  ['one, or two together, with half of the two', ['a|b&c'], { c: 'yes' }, 'no'],
  ['one, or two together, with the two', ['a | b & c'], { b: 'yes', c: 'yes' }, 'yes'],
  ['each entry of a list, with one', ['a', 'b'], { a: 'yes' }, 'no'],
  ['each entry of a list written as one text, with one', ['a,b'], { a: 'yes' }, 'no'],
  ['one of two, where one is unknown', ['a|b'], { a: 'unknown' }, 'unknown'],
  ['one of two, where one is held and one unknown', ['a|b'], { a: 'unknown', b: 'yes' }, 'yes'],
  ['both of two, where one is unknown', ['a&b'], { a: 'unknown', b: 'yes' }, 'unknown'],
  ['both of two, where one is unknown and one not held', ['a&b'], { a: 'unknown' }, 'no'],
] as const)('wants %s', (_, wanted, grants, expected) => {
  expect(holdsGrants(wanted, held(grants))).toBe(expected);
});

test('one grant more takes nothing away', () => {
  const RANK: Record<Held, number> = { no: 0, unknown: 1, yes: 2 };
  const some = fc.record({
    a: fc.constantFrom<Held>('yes', 'no', 'unknown'),
    b: fc.constantFrom<Held>('yes', 'no', 'unknown'),
    c: fc.constantFrom<Held>('yes', 'no', 'unknown'),
  });
  const wanted = fc.array(fc.constantFrom('a', 'a|b', 'b&c', 'a|b&c', 'c,a|b'), { maxLength: 3 });
  fc.assert(
    fc.property(some, wanted, fc.constantFrom('a', 'b', 'c'), (grants, list, more) => {
      const before = holdsGrants(list, held(grants));
      return RANK[holdsGrants(list, held({ ...grants, [more]: 'yes' }))] >= RANK[before];
    }),
  );
});
