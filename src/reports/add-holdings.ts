import type { Holding } from '../push/coverage.ts';
import type { ReportFacts } from './report-state.ts';

/** The sums by attribute with some more values in them; an attribute that is not covered is left out. */
export function addHoldings(
  holdings: ReportFacts['holdings'],
  told: readonly { readonly reference: string; readonly kind: Holding }[],
): ReportFacts['holdings'] {
  const sums = Object.fromEntries(Object.entries(holdings).map(([reference, counts]) => [reference, { ...counts }]));
  for (const { reference, kind } of told) {
    const counts = sums[reference];
    if (counts) counts[kind] += 1;
  }
  return sums;
}
