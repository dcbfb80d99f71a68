import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Lists inside of each other. */
const nested = (depth: number): Json => (depth === 0 ? 'deep' : [nested(depth - 1)]);

/** Values that break something somewhere. */
const HOSTILE: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  -(2 ** 53),
  5e-324,
  1.7976931348623157e308,
  -0,
  2_147_483_648,
  999_999_999_999_999,
  '',
  ' ',
  '0',
  'true',
  'null',
  '[]',
  '__proto__',
  '\u0000',
  '\ud800',
  '\u202e',
  '"',
  "'; DROP TABLE",
  '%',
  '../',
  'a@b',
  'ada@acme.example',
  'x'.repeat(20_000),
  'é'.repeat(300),
  [],
  {},
  [[]],
  [null],
  nested(19),
  nested(25),
  Array.from({ length: 1_001 }, () => 'x'),
  Object.fromEntries(Array.from({ length: 129 }, (_, n) => [`a${n}`, n])),
  { a: { b: { c: 1 } } },
  { __proto__: null, constructor: 1 },
  '2026-02-30T25:61:61Z',
  '1e5',
  'NaN',
];
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue() as fc.Arbitrary<Json>);
const anyKey = fc.oneof(
  fc.string(),
  fc.constantFrom('dryRun', 'dryrun', 'values', '__proto__', 'toString', 'a.b', 'a/b'),
);

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything that can be done to one place of a value. */
type Change = (value: Json) => Json;
const change: fc.Arbitrary<Change> = fc.oneof(
  hostile.map((other) => () => other),
  anyKey.chain((key) =>
    hostile.map((other) => (value: Json) => (isObject(value) ? { ...value, [key]: other } : [value])),
  ),
  fc.nat().map((n) => (value: Json) => {
    if (!isObject(value)) return Array.isArray(value) ? [...value, ...value] : [];
    const keys = Object.keys(value);
    const { [keys[n % Math.max(1, keys.length)] ?? '']: _left, ...rest } = value;
    return rest;
  }),
  fc.constant((value: Json) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
);

/** Applies a change at the place that a list of numbers leads to. */
function at(value: Json, way: readonly number[], apply: Change): Json {
  const [step, ...rest] = way;
  if (step === undefined || typeof value !== 'object' || value === null) return apply(value);
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return apply(value);
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? at(one, rest, apply) : one));
  return { ...value, [key]: at(value[key] ?? null, rest, apply) };
}

/** None to three things that go wrong with a value. */
export const spoiling: fc.Arbitrary<(value: unknown) => unknown> = fc
  .array(fc.tuple(fc.array(fc.nat(20), { maxLength: 3 }), change), { maxLength: 3 })
  .map((changes) => (value) => changes.reduce<Json>((spoilt, [way, apply]) => at(spoilt, way, apply), value as Json));
