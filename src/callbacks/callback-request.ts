import type { ApplyContext } from '../apply/context.ts';
import { addCallback } from '../store/callbacks.ts';
import { checkCallbackAddress } from './callback-address.ts';

/**
 * Accepts a job together with the callback that is wanted about it.
 *
 * @param callbackUrl undefined: none
 * @param accept starts the job; not run when the address is refused
 * @throws ConnectorError CALLBACK_NOT_ALLOWED, or what `accept` throws
 */
export async function withCallback<Accepted extends { readonly id: string }>(
  { database, settings }: ApplyContext,
  callbackUrl: string | undefined,
  accept: () => Promise<Accepted>,
): Promise<Accepted> {
  if (callbackUrl !== undefined) checkCallbackAddress(callbackUrl, settings.callbackHosts);
  const accepted = await accept();
  // After a crash between the two the caller has no answer, and its repetition finds the same job.
  if (callbackUrl !== undefined) await addCallback(database, accepted.id, callbackUrl);
  return accepted;
}
