import { played } from './played.ts';

/**
 * The rows of a table of cases that this run plays. The everyday run: of each value of each field the first row that
 * has it, so that every value is met at least once. `npm run test:long`: the others.
 */
export function partOf<T extends object>(rows: readonly T[]): readonly T[] {
  const met = new Set<string>();
  const part = rows.filter((row) => {
    const before = met.size;
    for (const field of Object.entries(row)) met.add(JSON.stringify(field));
    return met.size > before;
  });
  return played(
    part,
    rows.filter((row) => !part.includes(row)),
  );
}
