import type { Services } from '../services.ts';
import { heldPlanHash } from '../store/held-plan-hash.ts';

/** Which plan a job waits with, to be compared with the one that somebody was shown. */
export const heldPlan = ({ database }: Pick<Services, 'database'>, jobId: string): Promise<string> =>
  heldPlanHash(database, jobId);
