import type { Place } from '../push/place.ts';
import type { JobRecord } from '../store/jobs.ts';
import type { PushRowRecord } from '../store/push-rows.ts';

/**
 * Where a row stands in the order: with its job; but what was read in Okta is as old as that look, and a call that
 * became a row keeps its own place.
 */
export const rowPlace = (
  { place }: Pick<JobRecord, 'place'>,
  { wishedAt, wishedSeq }: Pick<PushRowRecord, 'wishedAt' | 'wishedSeq'>,
): Place => ({ at: wishedAt ?? place.at, seq: wishedSeq ?? place.seq });
