import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileText } from './read-file-text.ts';

const ATTRIBUTES = [{ reference: 'region', label: 'Region', multiValued: false }];
const file = (users: readonly string[]) =>
  `email,region\n${users.map((user, index) => `${user},r${index}\n`).join('')}`;
const split = (users: readonly string[], limits: { rows: number; bytes: number }) =>
  readFileText(file(users), ATTRIBUTES, {}, { limits });

describe('a file that is more than one push takes', () => {
  test('is divided so that each part fits, each row is in one, and all rows of a user are in the same', async () => {
    const names = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(names, async (numbers) => {
        const users = numbers.map((number) => `${number % 2 === 0 ? 'USER' : 'user'}-${number}@acme.example`);
        const { parts, rows } = await split(users, { rows: 80, bytes: 4_096 });
        const all = parts.flat().map(({ line }) => line);
        expect(all.toSorted((one, other) => one - other)).toEqual(rows.map(({ line }) => line));
        for (const part of parts) {
          expect(Buffer.byteLength(JSON.stringify(part.map(({ line, ...row }) => row)))).toBeLessThanOrEqual(4_096);
        }
        const partsOf = Map.groupBy(
          parts.flatMap((part, index) => part.map(({ userName }) => ({ name: userName.toLowerCase(), index }))),
          ({ name }) => name,
        );
        for (const [, places] of partsOf) expect(new Set(places.map(({ index }) => index)).size).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  test('has as many rows in a part as are allowed', async () => {
    const users = Array.from({ length: 100 }, (_, index) => `user-${index}@acme.example`);
    const { parts } = await split(users, { rows: 10, bytes: 1_000_000 });
    expect(Math.max(...parts.map((part) => part.length))).toBe(10);
    expect(parts.length).toBeLessThan(20);
  });

  test('is one part, in the order of the file, where it fits', async () => {
    const users = ['cleo', 'ada', 'ben'];
    expect((await split(users, { rows: 3, bytes: 4_096 })).parts[0]?.map(({ userName }) => userName)).toEqual(users);
  });

  test('is refused where one user has more rows than a part', async () => {
    await expect(split(['ada', 'ada', 'ADA'], { rows: 2, bytes: 4_096 })).rejects.toThrow('The rows of one user');
  });
});
