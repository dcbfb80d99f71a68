import type { Clock } from '../clock.ts';
import type { HttpAnswer } from '../outgoing/http-client.ts';

/** What is left of a bucket. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** ms epoch at which the bucket is full again. */
  readonly resetAt: number;
}

/** Okta's buckets last a minute, and their end is told in whole seconds; a later one means clocks that differ. */
export const LONGEST_WINDOW_MS = 61_000;

function count(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/**
 * Reads X-Rate-Limit-*: https://developer.okta.com/docs/reference/rl-best-practices/
 *
 * @returns undefined when the answer tells of no bucket: without the headers, or with a limit of 0
 */
export function readRateLimit({ header }: HttpAnswer, clock: Clock): RateLimit | undefined {
  const limit = count(header('x-rate-limit-limit'));
  const remaining = count(header('x-rate-limit-remaining'));
  const reset = count(header('x-rate-limit-reset'));
  if (!limit || remaining === undefined || reset === undefined) return undefined;
  return { limit, remaining, resetAt: Math.min(reset * 1_000, clock.now() + LONGEST_WINDOW_MS) };
}
