import fc from 'fast-check';

/** What goes wrong with bytes on their way, or was wrong from the beginning. */
type Change = (bytes: Buffer, place: number, other: Buffer) => Buffer;

const CHANGES: readonly Change[] = [
  // Cut off.
  (bytes, place) => bytes.subarray(0, place),
  (bytes, place) => bytes.subarray(place),
  // Something in between.
  (bytes, place, other) => Buffer.concat([bytes.subarray(0, place), other, bytes.subarray(place)]),
  // Something in place of something else.
  (bytes, place, other) => Buffer.concat([bytes.subarray(0, place), other, bytes.subarray(place + other.length)]),
  // A part twice: of an object, a key twice.
  (bytes, place, other) => {
    const end = place + 8 * (1 + other.length);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(place, end), bytes.subarray(end)]);
  },
  // A part left out.
  (bytes, place, other) => Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + other.length)]),
];

const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\ufeff',
  '\u2028',
  "'",
  ';',
  '=',
  '&',
  '*',
  '<<: ',
  '- ',
  '? ',
  '!!',
  '%',
  '|',
  '>',
  '#',
  '\\u0000',
  '\\ud800',
  '1e999',
  '-0',
  '0.1000000000000000055',
  '"dryRun":false,',
  '"__proto__":{},',
  'ü',
  '𐐀',
  '\u202e',
] as const;

const piece = fc.oneof(
  fc.constantFrom(...PIECES).map((text) => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
);

/** One to three things that go wrong with a text, byte by byte. */
export const spoilingText: fc.Arbitrary<(text: string | Uint8Array) => Buffer> = fc
  .array(fc.tuple(fc.constantFrom(...CHANGES), fc.nat(1_000_000), piece), { minLength: 1, maxLength: 3 })
  .map(
    (changes) => (text) =>
      changes.reduce<Buffer>(
        (bytes, [apply, place, other]) => apply(bytes, place % (bytes.length + 1), other),
        Buffer.from(text),
      ),
  );
