import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { useConnector } from '../support/connector.ts';
import { ADA, expectTidy, held, ok, seed, setValues, writeCount, writtenReferences } from './set-up.ts';

const start = useConnector();

const BEFORE = { region: 'emea', seats: 9, areas: ['a', 'b'], levels: [1, 2] };
const REFERENCES = Object.keys(BEFORE);
type Held = Record<string, unknown>;
const without = (reference: string): Held =>
  Object.fromEntries(Object.entries({ ...BEFORE, untouched: 'keep' }).filter(([name]) => name !== reference));

describe.each(REFERENCES)('the four intents for %s', (reference) => {
  test('a reference that is absent stays as it is', async () => {
    const c = await start();
    seed(c, BEFORE);
    ok(await setValues(c, { flag: 'x' }));
    expect(held(c)).toEqual({ ...BEFORE, untouched: 'keep', flag: 'x' });
    expect(writtenReferences(c)).toEqual(['flag']);
  });

  test.each([[null], [[]]])('%j clears it', async (value) => {
    const c = await start();
    seed(c, BEFORE);
    expect(ok(await setValues(c, { [reference]: value }))).toMatchObject({ changed: true, verified: true });
    expect(held(c)).toEqual(without(reference));
  });

  test.each([
    ['error', 422, { code: 'VALUE_EMPTY_TEXT' }, BEFORE],
    ['clear', 200, { changed: true, verified: true }, {}],
    [
      'ignore',
      200,
      { changed: false, skippedReason: 'no-values', skipped: [{ reference, reason: 'empty-text' }] },
      BEFORE,
    ],
  ] as const)('an empty text does what emptyText=%s says', async (emptyText, status, body, after) => {
    const c = await start();
    seed(c, BEFORE);
    expect(await setValues(c, { [reference]: ' ' }, { emptyText })).toMatchObject({ status, body });
    expect(await setValues(c, { [reference]: '' }, { emptyText })).toMatchObject({ status });
    expect(held(c)).toEqual(after === BEFORE ? { ...BEFORE, untouched: 'keep' } : without(reference));
  });
});

/** Input, what Omni holds afterwards, and what `coerced` says; undefined where nothing was bent. */
const TAKEN: [reference: string, input: unknown, stored: unknown, coerced?: { from: string; to: string }][] = [
  ['region', 'emea', 'emea'],
  ['region', ' emea ', ' emea '],
  ['region', 'null', 'null'],
  ['region', 'Zürich, 東京 🌍', 'Zürich, 東京 🌍'],
  ['region', '["a"]', '["a"]'],
  ['region', true, 'true', { from: 'true', to: 'true' }],
  ['region', false, 'false', { from: 'false', to: 'false' }],
  ['region', 0, '0', { from: '0', to: '0' }],
  ['region', 1e21 / 1e6, '1000000000000000', { from: '1000000000000000', to: '1000000000000000' }],
  ['seats', 0, 0],
  ['seats', 2.5, 2.5],
  ['seats', '25', 25, { from: '25', to: '25' }],
  ['seats', '25.0', 25, { from: '25.0', to: '25' }],
  ['seats', ' 007 ', 7, { from: ' 007 ', to: '7' }],
  ['seats', '-0', 0, { from: '-0', to: '0' }],
  ['seats', '1e3', 1000, { from: '1e3', to: '1000' }],
  ['seats', '9007199254740993', '9007199254740993', { from: '9007199254740993', to: '9007199254740993' }],
  ['areas', ['x'], ['x']],
  ['areas', 'x', ['x'], { from: 'x', to: 'x' }],
  ['areas', 'x, y', ['x', 'y'], { from: 'x, y', to: 'x, y' }],
  ['areas', '["x, y","z"]', ['x, y', 'z'], { from: '["x, y","z"]', to: 'x, y, z' }],
  ['areas', ['x', 'x'], ['x'], { from: '["x","x"]', to: 'x' }],
  ['areas', [1, true], ['1', 'true'], { from: '[1,true]', to: '1, true' }],
  ['levels', [3, 4], [3, 4]],
  ['levels', ['3', 4], [3, 4], { from: '["3",4]', to: '3, 4' }],
  ['levels', 3, [3], { from: '3', to: '3' }],
];

describe('a value that fits, or can be bent to fit, is stored', () => {
  test.each(['region', 'seats', 'areas', 'levels'])('%s', async (reference) => {
    const c = await start();
    seed(c);
    for (const [name, input, stored, coerced] of TAKEN.filter(([one]) => one === reference)) {
      const answer = ok(await setValues(c, { [name]: input }));
      expect([input, held(c)]).toEqual([input, { untouched: 'keep', [name]: stored }]);
      expect(answer).toMatchObject({ verified: true, coerced: coerced ? [{ reference, ...coerced }] : [] });
    }
  });
});

describe('a value that does not fit is 422, and nothing is written', () => {
  test.each<[string, unknown, string]>([
    ['seats', 'twelve', 'VALUE_NOT_A_NUMBER'],
    ['seats', '1,234', 'VALUE_NOT_A_NUMBER'],
    ['seats', '0x10', 'VALUE_NOT_A_NUMBER'],
    ['seats', true, 'VALUE_NOT_A_NUMBER'],
    ['seats', 9007199254740992, 'VALUE_NUMBER_UNSAFE'],
    ['seats', [1], 'VALUE_NOT_SINGLE'],
    ['region', ['a'], 'VALUE_NOT_SINGLE'],
    ['levels', [1, 'two'], 'VALUE_NOT_A_NUMBER'],
    ['areas', ['x', ''], 'VALUE_EMPTY_TEXT'],
    ['nothing', 'x', 'REFERENCE_UNKNOWN'],
    ['omni_user_email', 'x', 'ATTRIBUTE_SYSTEM'],
  ])('%s: %j is %s', async (reference, value, code) => {
    const c = await start();
    seed(c, BEFORE);
    const answer = await setValues(c, { flag: 'good', [reference]: value });
    expect(answer).toMatchObject({ status: 422, body: { code, details: [{ path: `/values/${reference}` }] } });
    expect(writeCount(c)).toBe(0);
  });

  test('several of them are named together', async () => {
    const c = await start();
    seed(c);
    const answer = await setValues(c, { seats: 'x', region: ['a'], flag: 'good' });
    expect(answer.body).toMatchObject({ code: 'VALUES_INVALID', details: [{}, {}] });
    expect(writeCount(c)).toBe(0);
  });
});

test('whatever is written, values that were not named never change', async () => {
  const c = await start();
  seed(c, BEFORE);
  const text = fc.string({ minLength: 1, maxLength: 8 }).filter((one) => one.trim() !== '' && !one.includes('\0'));
  const write = fc.record(
    { region: fc.option(text), seats: fc.option(fc.integer()), areas: fc.uniqueArray(text, { maxLength: 3 }) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      write.filter((values) => Object.keys(values).length > 0),
      async (values) => {
        const before = held(c);
        const named = Object.keys(values);
        expect(ok(await setValues(c, values))).toMatchObject({ verified: true });
        const cleared = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
        const kept = Object.entries(before).filter(([name]) => !named.includes(name));
        const set = Object.entries(values).filter(([, value]) => !cleared(value));
        expect(held(c)).toEqual(Object.fromEntries([...kept, ...set]));
      },
    ),
    { numRuns: 40 },
  );
  await expectTidy(c, ['region', 'seats', 'areas']);
});

test('a misspelled field is refused instead of being written as if it were not there', async () => {
  const c = await start();
  seed(c);
  expect(await setValues(c, { region: 'emea' }, { dryrun: true })).toMatchObject({ status: 400 });
  expect(writeCount(c)).toBe(0);
});

test.each([`{"__proto__":"x"}`, `{"region":"a\\u0000b"}`, `{"region":{"a":1}}`, `{"region":[["a"]]}`])(
  'values like %s are refused before Omni is asked',
  async (values) => {
    const c = await start();
    seed(c);
    const body = `{"userName":"${ADA}","values":${values}}`;
    const answer = await c.call('set-user-values', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(c.omni.log.all).toEqual([]);
  },
);
