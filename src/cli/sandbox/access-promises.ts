import type { AccessFacts } from './demo-access.ts';
import { differingUsers } from './held-values.ts';
import type { Promised } from './promises.ts';

/** What is promised of the models: where attributes are used, what a value opens, and that a push that widens waits. */
export function accessPromises(facts: AccessFacts): Promised[] {
  const { attributes, usage, preview, plan, push, canceled, before, after } = facts;
  const used = new Set(usage.attributes.filter(({ usedCount }) => usedCount > 0).map(({ reference }) => reference));
  const missing = attributes.filter(({ reference }) => !used.has(reference));
  const region = preview.filters.find(({ reference }) => reference === 'sales_region');
  const discount = preview.guarded.find(({ thing }) => thing === 'field customers.discount');
  const differing = differingUsers(before, after);
  return [
    {
      promise: 'The usage report finds every sample attribute where the models use it.',
      kept: missing.length === 0 && usage.undefined.length === 0,
      found: `${attributes.length - missing.length} of ${attributes.length} found in ${usage.modelCount} models`,
    },
    {
      promise: 'A preview says what values open and close before they are written.',
      kept:
        region?.before === 'these-values' &&
        region.after === 'everything' &&
        discount?.before === 'shown' &&
        discount.after === 'refused',
      found: `rows by region: ${region?.before}, then ${region?.after}; discount: ${discount?.before}, then ${discount?.after}`,
    },
    {
      promise: 'A push that opens more than the rows of its values waits, and canceled has written nothing.',
      kept:
        plan.widenedCount === 1 &&
        push.status === 'needs-approval' &&
        canceled.status === 'canceled' &&
        differing.length === 0,
      found: `${push.status}, then ${canceled.status}; ${differing.length} users changed`,
    },
  ];
}
