import type { Step } from '../jobs/job-kind.ts';
import { collectedText } from './collected.ts';
import type { SyncOptions } from './sync-options.ts';

/** Lets a step that ends or holds its job also say what was found in Okta, where a policy decides. */
export const tellingCollected =
  <Options>(step: Step<Options>): Step<Options & { readonly sync: SyncOptions }> =>
  async (job, until) => {
    const end = await step(job, until);
    if (end === 'again' || !job.options.sync.policy) return end;
    const told = collectedText(job.record);
    if ('finished' in end) return { finished: `${end.finished} ${told}` };
    return 'holdFor' in end ? { holdFor: `${end.holdFor} ${told}` } : end;
  };
