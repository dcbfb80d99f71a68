import type { DriftFinding, DriftKind } from '../push/drift.ts';

type Counts = Readonly<Record<string, number>>;

/** Where each kind is counted. */
const COUNTERS = {
  different: 'differentCount',
  'only-in-okta': 'onlyInOktaCount',
  'only-in-omni': 'onlyInOmniCount',
  'not-in-omni': 'notInOmniCount',
  'not-assigned': 'notAssignedCount',
  renamed: 'renamedCount',
  'omni-id-changed': 'recreatedCount',
  'okta-sync-state': 'oktaErrorCount',
  'not-comparable': 'notComparableCount',
} as const satisfies Record<DriftKind, string>;

/** Adds findings to the counters of a report. */
export function countFindings(counts: Counts, findings: readonly DriftFinding[]): Counts {
  const added: Record<string, number> = { ...counts };
  for (const { kind } of findings) added[COUNTERS[kind]] = (added[COUNTERS[kind]] ?? 0) + 1;
  return added;
}

/** Adds to single counters. */
export function addCounts(counts: Counts, more: Counts): Counts {
  const sums = Object.entries(more).map(([name, count]) => [name, (counts[name] ?? 0) + count]);
  return { ...counts, ...Object.fromEntries(sums) };
}

/** The counters as answers show them: all of them. */
export const shownCounters = (counts: Counts) => ({
  oktaUserCount: counts.oktaUserCount ?? 0,
  sameCount: counts.sameCount ?? 0,
  differentCount: counts.differentCount ?? 0,
  onlyInOktaCount: counts.onlyInOktaCount ?? 0,
  onlyInOmniCount: counts.onlyInOmniCount ?? 0,
  notInOmniCount: counts.notInOmniCount ?? 0,
  notAssignedCount: counts.notAssignedCount ?? 0,
  renamedCount: counts.renamedCount ?? 0,
  recreatedCount: counts.recreatedCount ?? 0,
  oktaErrorCount: counts.oktaErrorCount ?? 0,
  notComparableCount: counts.notComparableCount ?? 0,
});

/** All that is not known to be in order; Okta's own word about its push is a hint and does not count. */
export const driftCountOf = (counts: Counts): number =>
  Object.values(COUNTERS)
    .filter((name) => name !== 'oktaErrorCount')
    .reduce((sum, name) => sum + (counts[name] ?? 0), 0);
