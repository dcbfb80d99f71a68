import type { OmniDouble } from '../../../local/omni/omni-double.ts';
import type { Clock } from '../../base/clock.ts';
import { heldValues } from './held-values.ts';

const LOOK_EVERY_MS = 100;
const LOOKS = 300;

interface WaitedFor {
  readonly userName: string;
  readonly reference: string;
  readonly value: string;
}

/** Waits half a minute at most for a value in the local Omni. @returns what is held then, and the time it took */
export async function waitForValue(
  { omni, clock }: { readonly omni: OmniDouble; readonly clock: Clock },
  { userName, reference, value }: WaitedFor,
): Promise<{ readonly held: string; readonly seconds: string }> {
  const held = () => heldValues(omni).get(userName)?.[reference]?.join() ?? '';
  const begun = clock.now();
  for (let looks = 0; looks < LOOKS && held() !== value; looks += 1) await clock.sleep(LOOK_EVERY_MS);
  return { held: held(), seconds: ((clock.now() - begun) / 1_000).toFixed(1) };
}
