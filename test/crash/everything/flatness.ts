/** Something that was measured again and again. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

/** What comes first is the way to a steady state. */
const settled = (samples: readonly Sample[]): Sample[] => samples.slice(Math.floor(samples.length / 3));

/**
 * By how much something has grown over the last two thirds of the samples: their slope as the median of the slopes of
 * all pairs (Theil and Sen), which a few peaks do not move, times their time.
 */
export function growthOf(samples: readonly Sample[]): number {
  const last = settled(samples);
  const slopes = last.flatMap((one, index) =>
    last.slice(index + 1).map((other) => (other.value - one.value) / (other.at - one.at)),
  );
  return median(slopes) * ((last.at(-1)?.at ?? 0) - (last[0]?.at ?? 0));
}

/** The usual value over the last two thirds. */
export const usualOf = (samples: readonly Sample[]): number => median(settled(samples).map(({ value }) => value));
