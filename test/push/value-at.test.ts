import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Traces, valueAt } from '../../src/push/value-at.ts';

const NOTHING: Traces = { last: null, next: null, deletedAt: null, remadeAt: null, seen: null };
const written = (value: string[], outcome = 'verified', at = 10) => ({ at, after: value, outcome });
const EMEA = ['emea'];
const APAC = ['apac'];

describe('the value at a moment', () => {
  test.each<[string, Partial<Traces>, ReturnType<typeof valueAt>]>([
    ['is unknown where nothing was written or seen', {}, { value: [], known: false, since: null }],
    [
      'is unknown before the first write, whatever that found',
      { next: { at: 90, before: EMEA } },
      { value: [], known: false, since: null },
    ],
    ['is what was written last', { last: written(EMEA) }, { value: EMEA, known: true, since: 10 }],
    [
      'is what Omni accepted, also where it was not read back',
      { last: written(EMEA, 'unverified') },
      { value: EMEA, known: true, since: 10 },
    ],
    ['is nothing after a clear', { last: written([]) }, { value: [], known: true, since: 10 }],
    [
      'is unknown where the last write was cut off',
      { last: written(EMEA, 'interrupted') },
      { value: EMEA, known: false, since: 10 },
    ],
    [
      'is not known once the reference means another attribute, made by another hand',
      { last: written(EMEA), remadeAt: 20 },
      { value: [], known: false, since: 20 },
    ],
    [
      'is never written where nothing was written to the attribute before',
      { remadeAt: 20 },
      { value: [], known: false, since: null },
    ],
    [
      'is what was written in the moment in which another attribute was seen',
      { last: written(EMEA, 'verified', 20), remadeAt: 20 },
      { value: EMEA, known: true, since: 20 },
    ],
    [
      'is what was seen in the moment of the write',
      { last: written(EMEA), seen: { at: 10, held: APAC } },
      { value: APAC, known: true, since: 10 },
    ],
    [
      'is what was written to the attribute that was made again',
      { last: written(EMEA, 'verified', 30), remadeAt: 20 },
      { value: EMEA, known: true, since: 30 },
    ],
    [
      'is nothing where this connector has deleted the one before',
      { last: written(EMEA), deletedAt: 15, remadeAt: 20 },
      { value: [], known: true, since: 15 },
    ],
    [
      'is what a later look has seen after a write that was cut off',
      { last: written(EMEA, 'interrupted'), seen: { at: 20, held: APAC } },
      { value: APAC, known: true, since: 20 },
    ],
    [
      'is what was seen where nothing was written',
      { seen: { at: 20, held: APAC } },
      { value: APAC, known: true, since: 20 },
    ],
    [
      'holds since it was written where a look has seen it still there',
      { last: written(EMEA), seen: { at: 20, held: EMEA } },
      { value: EMEA, known: true, since: 10 },
    ],
    [
      'is what another hand made of it, since it was seen',
      { last: written(EMEA), seen: { at: 20, held: APAC } },
      { value: APAC, known: true, since: 20 },
    ],
    [
      'goes by the write where the look came before',
      { last: written(EMEA), seen: { at: 5, held: APAC } },
      { value: EMEA, known: true, since: 10 },
    ],
    [
      'is nothing once the definition was deleted',
      { last: written(EMEA), deletedAt: 15 },
      { value: [], known: true, since: 15 },
    ],
    [
      'is known where the next write found it still in place',
      { last: written(EMEA), next: { at: 90, before: EMEA } },
      { value: EMEA, known: true, since: 10 },
    ],
    [
      'is not known where the next write found another one',
      { last: written(EMEA), next: { at: 90, before: APAC } },
      { value: EMEA, known: false, since: 10 },
    ],
    [
      'does not go by the order of several values',
      { last: written(['a', 'b']), next: { at: 90, before: ['b', 'a'] } },
      { value: ['a', 'b'], known: true, since: 10 },
    ],
  ])('%s', (_what, traces, expected) => {
    expect(valueAt({ ...NOTHING, ...traces })).toEqual(expected);
  });

  test('is never known without something that was written, seen or deleted up to then', () => {
    const value = fc.constantFrom([], EMEA, APAC);
    const next = fc.option(fc.record({ at: fc.integer({ min: 50, max: 99 }), before: value }));
    fc.assert(fc.property(next, (one) => valueAt({ ...NOTHING, next: one }).known === false));
  });
});
