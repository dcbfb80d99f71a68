import { setTimeout as pause } from 'node:timers/promises';
import { ActionRefused, type CallAction } from './call-action.ts';

/**
 * Calls an action that plans. What does not fit into one call is gone on with by the next.
 *
 * @param tell hears how far the planning is
 */
export async function planAgain<Output>(
  call: CallAction,
  action: string,
  input: object,
  tell: (line: string) => void,
): Promise<Output> {
  for (;;) {
    const called = await call<Output>(action, input);
    if ('output' in called) return called.output;
    const { code, message, retryAfterSeconds } = called.error;
    if (code !== 'OMNI_TOO_SLOW') throw new ActionRefused(called.error);
    tell(message);
    await pause(retryAfterSeconds * 1_000);
  }
}
