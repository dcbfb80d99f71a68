/**
 * Numbers in [0, 1) that a printed seed brings back: a linear congruential generator with the constants of POSIX's
 * example of rand(), good enough to scatter moments.
 * https://pubs.opengroup.org/onlinepubs/9799919799/functions/rand.html
 */
export function seededRandom(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 1_103_515_245n + 12_345n) % 2_147_483_648n;
    return Number(state) / 2_147_483_648;
  };
}
