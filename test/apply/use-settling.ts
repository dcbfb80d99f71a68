import { settleOpenIntents } from '../../src/apply/settle-intents.ts';
import type { Wish, WishResult, Writing } from '../../src/apply/wish.ts';
import type { OmniUser } from '../../src/omni/scim.ts';
import type { OpenIntent } from '../../src/store/write-intents.ts';
import { type Shown, userWith, useWriting, wishFor } from './use-writing.ts';

interface Look {
  /** Of the user as Omni shows them. */
  readonly user?: Partial<OmniUser>;
  /** Whom Omni shows once something was put right; left out: the same. */
  readonly becomes?: OmniUser | 'nobody';
}

/** As `useWriting`, and somebody who comes by where writes were left open. */
export function useSettling() {
  const { writing, ...user } = useWriting();

  /** Who comes by is about to write a value that nobody else writes. @param shown what Omni shows them */
  async function comesBy(shown: Shown, more: Partial<Wish> = {}, { user: as, becomes }: Look = {}) {
    const { writing: one, omni, ...rest } = await writing(wishFor({ seats: ['2'] }, more));
    const { lease, known, wish } = one;
    const context = { ...one.context, jobId: 'job-1' };
    omni.state.user = userWith(shown, as);
    const repairs: Writing[] = [];
    const write = async (repair: Writing): Promise<WishResult> => {
      repairs.push(repair);
      if (becomes) omni.state.user = becomes === 'nobody' ? undefined : becomes;
      return { changes: [], outcomes: new Map(), widens: [] };
    };
    const settle = (open: readonly OpenIntent[], by = write) =>
      settleOpenIntents({ context, lease, asked: wish, known }, open, by);
    return { ...rest, omni, lease, repairs, settle };
  }

  return { ...user, comesBy };
}
