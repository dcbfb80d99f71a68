import canonicalize from 'canonicalize';
import type { Policy } from '../schema/types.ts';

/** Whether two policies say the same, however they are written. */
export const samePolicy = (one: Policy, other: Policy | undefined): boolean =>
  canonicalize(one) === canonicalize(other ?? null);
