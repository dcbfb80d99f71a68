import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalDecimal, fitsJsonNumber, survivesParsing } from '../../src/push/decimal.ts';
import { ends } from '../support/ends.ts';
import { RUNS } from '../support/runs.ts';
import { decimalText } from './arbitraries.ts';

/** Mantissa and power of ten, without a double in between. */
function exactly(text: string): { mantissa: bigint; exponent: number } {
  const [number = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = number.split('.');
  return { mantissa: BigInt(`${whole}${fraction}`.replace('+', '')), exponent: Number(power) - fraction.length };
}

const isSameNumber = (one: string, other: string): boolean => {
  const [left, right] = [exactly(one), exactly(other)];
  const lowest = Math.min(left.exponent, right.exponent);
  const scaled = ({ mantissa, exponent }: typeof left) => mantissa * 10n ** BigInt(exponent - lowest);
  return scaled(left) === scaled(right);
};

describe('the canonical text of a number', () => {
  test.each([
    ['12', '12'],
    ['12.0', '12'],
    ['012', '12'],
    ['+12', '12'],
    ['-12', '-12'],
    [' 12 ', '12'],
    ['\t12\n', '12'],
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['000', '0'],
    ['0.50', '0.5'],
    ['00.5', '0.5'],
    ['1.2300', '1.23'],
    ['1e3', '1000'],
    ['1E3', '1000'],
    ['1e+3', '1000'],
    ['1.5e3', '1500'],
    ['1.2345e2', '123.45'],
    ['12e-1', '1.2'],
    ['12e-2', '0.12'],
    ['12e-4', '0.0012'],
    ['-12e-4', '-0.0012'],
    ['100e-2', '1'],
    ['0e999', '0'],
    ['9007199254740993', '9007199254740993'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
  ])('of %j is %s', (text, canonical) => {
    expect(canonicalDecimal(text)).toBe(canonical);
  });

  test.each([
    '',
    ' ',
    '-',
    '.',
    '.5',
    '5.',
    '1,234',
    '1.2.3',
    '12%',
    '0x10',
    '1_000',
    '1 000',
    '--1',
    '1e',
    'e5',
    '1e1.5',
    '1e1000',
    'Infinity',
    'NaN',
    'twelve',
    '١٢',
    '1\u0000',
    '12 apples',
    'about 12',
  ])('%j is no number', (text) => {
    expect(canonicalDecimal(text)).toBeUndefined();
  });

  test('a number has 400 digits before and behind the point at most, however it is written', () => {
    const most = '7'.repeat(400);
    expect(canonicalDecimal(`${most}.${most}`)).toBe(`${most}.${most}`);
    expect(canonicalDecimal(`1e399`)).toBe(`1${'0'.repeat(399)}`);
    expect(canonicalDecimal('1e-400')).toBe(`0.${'0'.repeat(399)}1`);
    for (const text of [`${most}7`, `1.${most}7`, '1e400', '1e-401', `${most}e1`]) {
      expect(canonicalDecimal(text)).toBeUndefined();
    }
  });

  test('is its own canonical text', () => {
    const holds = (text: string) => {
      const canonical = canonicalDecimal(text) ?? '';
      expect(canonicalDecimal(canonical)).toBe(canonical);
      expect(canonical).toMatch(/^(0|-?(?=.*[1-9])(0|[1-9]\d*)(\.\d*[1-9])?)$/);
    };
    fc.assert(fc.property(decimalText, holds), { numRuns: RUNS });
  });

  test('is exactly the same number, and the nearest double of both is the same', () => {
    const holds = (text: string) => {
      const canonical = canonicalDecimal(text) ?? '';
      expect(isSameNumber(text, canonical)).toBe(true);
      expect(Number(canonical) + 0).toBe(Number(text) + 0);
    };
    fc.assert(fc.property(decimalText, holds), { numRuns: RUNS });
  });

  test('is equal for two texts exactly when they mean the same number', () => {
    const holds = (one: string, other: string) => {
      expect(canonicalDecimal(one) === canonicalDecimal(other)).toBe(isSameNumber(one, other));
    };
    const near = decimalText.chain((text) => fc.tuple(fc.constant(text), fc.constantFrom(`${text}`, `-${text}`)));
    const pairs = fc.oneof(
      near.filter(([, other]) => !/^-[+-]/.test(other)),
      fc.tuple(decimalText, decimalText),
    );
    fc.assert(
      fc.property(pairs, ([one, other]) => holds(one, other)),
      { numRuns: RUNS },
    );
  });

  test('of any whole number is how BigInt writes it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), (number) => {
        expect(canonicalDecimal(String(number))).toBe(String(number));
      }),
      { numRuns: RUNS },
    );
  });

  test('of any double is that double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(canonicalDecimal(String(number)))).toBe(number + 0);
      }),
      { numRuns: RUNS },
    );
  });

  test.each([
    ['a million digits', '9'.repeat(1_000_000)],
    ['a million zeros', '0'.repeat(1_000_000)],
    ['zeros behind the point, and then one more digit', `0.${'0'.repeat(1_000_000)}1`],
    ['a million blanks', ' '.repeat(1_000_000)],
    ['blanks between digits', `1${' '.repeat(1_000_000)}1`],
    ['zeros up to the limit', `1.${'0'.repeat(399)}1e-999`],
  ])('is found or refused for %s, however long', (_, text) => {
    expect(ends(() => canonicalDecimal(text))).toBe(true);
  });
});

describe('a JSON number carries a decimal', () => {
  test.each(['0', '12', '-12.5', '0.1', '9007199254740991', '-9007199254740991', '0.30000000000000004'])(
    'such as %s',
    (canonical) => {
      expect(fitsJsonNumber(canonical)).toBe(true);
    },
  );

  test.each([
    '9007199254740992',
    '-9007199254740992',
    '9007199254740993',
    '0.1000000000000000055511151231257827',
    `1${'0'.repeat(399)}`,
    `0.${'0'.repeat(399)}1`,
  ])('but not %s, which a double would change or Omni round', (canonical) => {
    expect(fitsJsonNumber(canonical)).toBe(false);
  });

  test('only when parsing gives the very same digits back', () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        const canonical = canonicalDecimal(text) ?? '';
        fc.pre(fitsJsonNumber(canonical));
        expect(canonicalDecimal(String(JSON.parse(JSON.stringify(Number(canonical)))))).toBe(canonical);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a number of a JSON text', () => {
  test.each([
    '0',
    '-0',
    '0.000',
    '0e5',
    '12',
    '-12.50',
    '120',
    '0.1',
    '0.10',
    '0.00012',
    '0.0000001',
    '9007199254740991',
    '1e21',
    '1E+21',
    '1.5e-7',
    '100000000000000000000000',
    '5e-324',
  ])('%s is the same number once it is parsed', (written) => {
    expect(survivesParsing(written)).toBe(true);
  });

  test.each(['9007199254740993', '0.1234567890123456789', '12345678901234567890', '1e400', '-1e400', '1e-400'])(
    '%s is another one',
    (written) => {
      expect(survivesParsing(written)).toBe(false);
    },
  );
});
