import type { RetryPolicy } from '../card.ts';

/**
 * What every card that calls over the network does when it is told to come back later (429): tries three times
 * more, after 30 to 60 s each. That ends within the 5 minutes that If Error and Call Flow have.
 */
export const RETRY_WHEN_FULL: RetryPolicy = {
  type: 'finish',
  retry: 3,
  delay: [30_000, 60_000],
  retryCondition: 'ratelimits',
};

/**
 * The same for Read User, which stands inside If/ElseIf: that has 90 s for all of its cards. Okta counts requests by
 * the minute, so that three repeats of 20 s or more outlast a full one.
 * https://developer.okta.com/docs/reference/rate-limits/
 */
export const RETRY_WITHIN_A_BRANCH: RetryPolicy = { ...RETRY_WHEN_FULL, delay: [20_000, 28_000] };
