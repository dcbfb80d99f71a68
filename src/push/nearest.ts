import { closestMatch } from 'leven';

const MAX_DISTANCE = 2;

/** The candidate that a misspelled name probably meant: the same but for case, or at most two letters away. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const byLowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance: MAX_DISTANCE });
  return match === undefined ? undefined : byLowerCase.get(match);
}
