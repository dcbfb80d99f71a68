import { claimWish } from '../../src/apply/claim-wish.ts';
import type { ChangeOutcome } from '../../src/apply/read-back.ts';
import { recordWish } from '../../src/apply/record-wish.ts';
import type { Wish, WishResult, Writing } from '../../src/apply/wish.ts';
import { useWriter } from './use-writer.ts';

export const REGION = { reference: 'region', before: ['emea'], after: ['apac'] };
export const TIER = { reference: 'tier', before: [], after: ['gold'] };
/** Both were sent and read back. */
export const VERIFIED = { region: 'verified', tier: 'verified' } as const;

/** As `useWriter`, for what comes after a write has left. */
export function useSent() {
  const writer = useWriter();

  /** A write that was claimed and has left. @param changes what was sent; the rest was found in place */
  async function sent(more: Partial<Wish> = {}, other: Partial<Writing> = {}, changes = [REGION, TIER]) {
    const { context, hold, wishFor, values } = writer;
    const wish = wishFor({ region: ['apac'], tier: ['gold'] }, more);
    const who = { context: context(), lease: await hold(), known: await values(), earlier: undefined };
    const writing: Writing = { ...who, wish, ...other };
    const seen = new Map([
      ['region', ['emea']],
      ['tier', changes.includes(TIER) ? [] : ['gold']],
    ]);
    const claimed = await claimWish(writing, changes, seen);
    /** @param outcomes what was read back */
    const record = (outcomes: Record<string, ChangeOutcome>, mayComeLate = false): Promise<WishResult> =>
      recordWish(writing, claimed, { outcomes: new Map(Object.entries(outcomes)), mayComeLate }, seen);
    return { wish, writing, claimed, record };
  }

  return { ...writer, sent };
}
