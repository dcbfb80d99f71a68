import type { RetryPolicy } from '../card.ts';

/**
 * What a call of the connector does when it is told to come back later (429): tries three times more, a minute apart,
 * the shortest pause that the console lets one choose. That ends within the 5 minutes that If Error and Call Flow have.
 * Cards of the Okta connector have no such policy: it waits for the limits of the org by itself.
 * https://help.okta.com/wf/en-us/content/topics/workflows/build/set-error-handling.htm
 */
export const RETRY_WHEN_FULL: RetryPolicy = {
  type: 'finish',
  retry: 3,
  delay: 60_000,
  retryCondition: 'ratelimits',
};
