import { type Seen, Wrong } from './finding.ts';

/** What tokens allow: `exp` has no tolerance at all, and Okta itself takes assertions of five minutes at most. */
const MOST_OFF_MS = 60_000;

const span = (ms: number): string => (ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`);

/**
 * Compares this machine's clock with those of other systems.
 *
 * @param aheadMs by how much it is ahead of each of them
 * @throws Wrong
 */
export function checkClock(aheadMs: readonly number[]): Seen {
  const [nearest] = aheadMs.toSorted((one, other) => Math.abs(one) - Math.abs(other));
  if (nearest === undefined) return { unsure: 'Nobody has said what time it is.' };
  if (Math.abs(nearest) <= MOST_OFF_MS) return 'The clock goes with those of the others.';
  const way = nearest > 0 ? 'ahead of' : 'behind';
  throw new Wrong(
    `The clock of this machine is ${span(Math.abs(nearest))} ${way} those of Omni and Okta, so good tokens are refused.`,
    'Set the clock: NTP keeps it.',
  );
}
