import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { toWire } from '../../src/omni/wire-value.ts';
import { coerce, type Intent } from '../../src/push/coerce.ts';
import { readShown, sameValue } from '../../src/push/compare.ts';
import { canonicalDecimal } from '../../src/push/decimal.ts';
import { RUNS } from '../support/runs.ts';
import { anyAttribute, valueFor } from './arbitraries.ts';

const emptyText = fc.constantFrom('error', 'clear', 'ignore' as const);
const held = anyAttribute.chain((one) => fc.tuple(fc.constant(one), valueFor(one)));
const input = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.string(), fc.double())), fc.string());

/** What coercion makes of anything: a value, "leave alone", or a code. */
function outcome(...asked: Parameters<typeof coerce>): Intent | string {
  try {
    return coerce(...asked) ?? 'leave alone';
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return thrown.code;
    throw thrown;
  }
}

describe('reading an input by its definition', () => {
  test('gives a value of that definition or a code, whatever was sent', () => {
    fc.assert(
      fc.property(anyAttribute, input, emptyText, (attribute, sent, empty) => {
        const result = outcome(attribute, sent, empty);
        if (typeof result === 'string') return void expect(result).toMatch(/^(VALUE_[A-Z_]+|leave alone)$/);
        const { value } = result;
        expect(new Set(value).size).toBe(value.length);
        if (!attribute.multiValued) expect(value.length).toBeLessThanOrEqual(1);
        for (const entry of value) {
          expect(entry.trim()).not.toBe('');
          if (attribute.type === 'number') expect(canonicalDecimal(entry)).toBe(entry);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('never puts the value into the words of a refusal', () => {
    const secret = 'k7#q!Zw9';
    const hostile = fc.constantFrom<unknown>(
      secret,
      [secret, secret],
      { [secret]: secret },
      `${secret}\u0000`,
      `[${secret}]`,
      secret.repeat(5_000),
      [[secret]],
    );
    fc.assert(
      fc.property(anyAttribute, hostile, (attribute, sent) => {
        try {
          coerce({ ...attribute, reference: 'tier' }, sent, 'error');
        } catch (thrown) {
          expect(JSON.stringify((thrown as ConnectorError).body(''))).not.toContain(secret);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('gives the same value again, without a change, when its value is sent as Omni takes it', () => {
    fc.assert(
      fc.property(held, ([attribute, value]) => {
        const sent = toWire(attribute, value);
        const again = coerce(attribute, sent, 'error');
        expect(again?.value).toEqual(value);
        const asText = attribute.type === 'number' && [sent].flat().some((one) => typeof one === 'string');
        expect(again?.coercedFrom === undefined).toBe(!asText);
      }),
      { numRuns: RUNS },
    );
  });

  test('gives what Omni shows after it was written, in every form in which Omni may show it', () => {
    fc.assert(
      fc.property(held, ([attribute, value]) => {
        const wire = toWire(attribute, value);
        expect(sameValue(readShown(attribute.type, wire), value)).toBe(true);
        expect(sameValue(readShown(attribute.type, value), value)).toBe(true);
        expect(sameValue(readShown(attribute.type, value.toReversed()), value)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test('does not depend on the order of the entries', () => {
    const shuffled = fc
      .array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxLength: 5 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(anyAttribute, shuffled, (attribute, [list, other]) => {
        const many = { ...attribute, multiValued: true };
        const [one, two] = [outcome(many, list, 'clear'), outcome(many, other, 'clear')];
        if (typeof one === 'string' || typeof two === 'string') return void expect(typeof two).toBe(typeof one);
        expect(sameValue(one.value, two.value)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
