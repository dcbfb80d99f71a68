/** How many cases a fuzz test tries where nothing is said: 3,000 in the long run, 300 where a file is named. */
const UNASKED = process.env.LONG === 'rest' ? 3_000 : 300;

/** How many cases a fuzz test tries: 100,000 with `npm run test:fuzz`. */
export const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? UNASKED);

/** What the cases are made of: the same number makes the same cases. Who asks for more of them gets new ones. */
const SEED = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_RUNS ? Date.now() % 2 ** 31 : 7));

let isTold = false;

/** The options of a fuzz test for fast-check. Prints the seed once for a file; it stands beside a failure, too. */
export function fuzzing(runs = FUZZ_RUNS): { readonly numRuns: number; readonly seed: number } {
  if (!isTold) process.stderr.write(`FUZZ_SEED=${SEED} FUZZ_RUNS=${FUZZ_RUNS} makes these cases again.\n`);
  isTold = true;
  return { numRuns: runs, seed: SEED };
}

/** A machine many times slower than ours, and no limit that a long night would meet. */
export const FUZZ_TIMEOUT_MS = 300_000 + FUZZ_RUNS * 600;
