import type { RowChange } from '../../schema/types.ts';

/** What one person would gain and lose of one attribute. */
export interface ValueMove {
  readonly userName: string;
  readonly reference: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** How many people would gain and lose one value. */
export interface ValueCount {
  readonly value: string;
  readonly gainCount: number;
  readonly loseCount: number;
}

/** What would change of one attribute. */
export interface AttributeMoves {
  readonly reference: string;
  readonly userCount: number;
  /** Sorted by the value. */
  readonly values: readonly ValueCount[];
}

const without = (values: readonly string[], others: readonly string[]): string[] => {
  const left = new Set(others);
  return [...new Set(values)].filter((value) => !left.has(value)).sort();
};

/**
 * What each person gains and loses. Who is shown a default just like the value that they are to have gets it as their
 * own, where nobody knows whether they hold it: that moves nothing.
 */
export const valueMoves = (changes: readonly RowChange[]): ValueMove[] =>
  changes
    .map(({ userName, reference, beforeValues, afterValues }) => ({
      userName,
      reference,
      gains: without(afterValues, beforeValues),
      loses: without(beforeValues, afterValues),
    }))
    .filter(({ gains, loses }) => gains.length + loses.length > 0);

function countValues(moves: readonly ValueMove[]): ValueCount[] {
  const counts = new Map<string, { gainCount: number; loseCount: number }>();
  const add = (value: string, field: 'gainCount' | 'loseCount') => {
    const count = counts.get(value) ?? { gainCount: 0, loseCount: 0 };
    counts.set(value, { ...count, [field]: count[field] + 1 });
  };
  for (const { gains, loses } of moves) {
    for (const value of gains) add(value, 'gainCount');
    for (const value of loses) add(value, 'loseCount');
  }
  return [...counts].map(([value, count]) => ({ value, ...count })).sort((a, b) => (a.value < b.value ? -1 : 1));
}

/** Moves by attribute and value, in the order of the references. */
export function countMoves(moves: readonly ValueMove[], references: readonly string[]): AttributeMoves[] {
  const byReference = Map.groupBy(moves, ({ reference }) => reference);
  return references.flatMap((reference) => {
    const own = byReference.get(reference) ?? [];
    return own.length === 0 ? [] : [{ reference, userCount: own.length, values: countValues(own) }];
  });
}
