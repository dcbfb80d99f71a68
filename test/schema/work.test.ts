import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { problemsOf } from '../../src/schema/problems.ts';
import { inputReader } from '../../src/schema/read-input.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const read = inputReader('push-users', { maxPushRows: 20_000 });
const GOOD = { userName: 'ada@acme.example', values: { region: 'emea' } };

function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
}

/** A list that counts how often one of its entries is looked at. */
function watched(entries: readonly unknown[]) {
  const looks = { count: 0 };
  const list = new Proxy(entries, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks.count += 1;
      return Reflect.get(target, key);
    },
  });
  return { list, looks };
}

describe('the work for a wrong input', () => {
  test.each([30, 20_000])('is that of twenty details, with %d rows without anything in them', (count) => {
    const { list, looks } = watched(Array(count).fill({}));
    expect(refusalOf(() => read({ rows: list }))).toMatchObject({ code: 'BODY_INVALID', details: { length: 20 } });
    // Twice one until the schema gives up, and ten that lack two fields each.
    expect(looks.count).toBe(12);
  });

  test('is three looks at each row where the last one alone is wrong', () => {
    const { list, looks } = watched([...Array(1_999).fill(GOOD), { ...GOOD, dryrun: true }]);
    expect(refusalOf(() => read({ rows: list }))).toMatchObject({ details: [{ path: '/rows/1999/dryrun' }] });
    expect(looks.count).toBe(6_000);
  });

  test('is none where there are more rows than the operator allows, or entries than the schema does', () => {
    const rows = watched(Array(20_001).fill({}));
    expect(refusalOf(() => read({ rows: rows.list }))).toMatchObject({ code: 'ROWS_TOO_MANY' });
    const references = watched(Array(129).fill(7));
    const found = problemsOf('clear-user-values.input.json', { userName: GOOD.userName, references: references.list });
    expect(found).toEqual([{ path: '/references', message: 'must NOT have more than 128 items' }]);
    expect([rows.looks.count, references.looks.count]).toEqual([0, 0]);
  });

  test('is a guess for each unknown field that is told of, not for each there is', () => {
    const unknown = Object.fromEntries(Array.from({ length: 150_000 }, (_, index) => [`unknown${index}`, 1]));
    // What a guess begins with.
    const lowered = jest.spyOn(String.prototype, 'toLowerCase');
    expect(problemsOf('set-user-values.input.json', { ...GOOD, ...unknown })).toHaveLength(20);
    const guessed = new Set(lowered.mock.contexts.map(String).filter((text) => text.startsWith('unknown')));
    expect(guessed.size).toBe(20);
  });
});

test('rows are counted for pushes alone: other lists have the limits of their schemas', () => {
  const readOkta = inputReader('set-okta-values', { maxPushRows: 1 });
  expect(readOkta({ rows: [GOOD, GOOD] })).toEqual({ rows: [GOOD, GOOD] });
});
