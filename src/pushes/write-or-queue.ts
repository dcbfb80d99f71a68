import { randomUUID } from 'node:crypto';
import type { ApplyContext } from '../apply/context.ts';
import { nothingWritten, type WriteResult } from '../apply/write-result.ts';
import { callPlace, type UserWrite, writeUserValues } from '../apply/write-user-values.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { Place } from '../push/place.ts';
import { findGathering, queueCall } from '../store/queued-calls.ts';
import { noteSeenEvent, seenReferences } from '../store/seen-events.ts';
import { NO_LIMITS, type PushOptions } from './push-options.ts';

/** What a caller wants of a call that cannot be finished in its time. */
export type WhenBusy = 'refuse' | 'queue';

/** Omni has no time now, or did not say what became of the write: trying again later is all that there is to do. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'OMNI_BUDGET_FULL',
  'OMNI_RATE_LIMITED',
  'OMNI_TOO_SLOW',
  'OMNI_UNREACHABLE',
  'OMNI_WRITE_UNCERTAIN',
  'USER_BUSY',
]);

const isPassing = (thrown: unknown): boolean => thrown instanceof ConnectorError && PASSING.has(thrown.code);

const POLL_SECONDS = 10;

/** A single call is not held, and is read back; nor are the calls that became rows of one job. */
const optionsOf = ({ emptyText }: UserWrite): PushOptions & { readonly separate: true } => ({
  emptyText,
  verify: 'all',
  limits: NO_LIMITS,
  reviewed: false,
  separate: true,
});

/** Makes a row of a call. An event counts as handled from then on: the row is kept until it has its outcome. */
async function queue(context: ApplyContext, write: UserWrite, { at, seq }: Place): Promise<WriteResult> {
  const { database, caller, action, requestId, worker } = context;
  const { userName, values, event } = write;
  const job = { id: randomUUID(), clientId: caller.clientId, action, requestId, options: { ...optionsOf(write) } };
  const result = await database.transaction(async (queries) => {
    const named = Object.keys(values);
    const seen = event.id === undefined ? new Set() : await seenReferences(queries, userName, event.id, named);
    const fresh = named.filter((reference) => !seen.has(reference));
    const skipped = [...seen].map(
      (reference) => ({ reference: String(reference), reason: 'duplicate-event' }) as const,
    );
    if (fresh.length === 0) {
      const message = 'This event was handled before.';
      return { ...nothingWritten(userName), skipped, skippedReason: 'duplicate-event' as const, message };
    }
    const asked = Object.fromEntries(fresh.map((reference) => [reference, values[reference]]));
    const jobId = await queueCall(queries, job, { userName, values: asked, wishedAt: at, wishedSeq: seq });
    if (event.id !== undefined) await noteSeenEvent(queries, userName, event.id, fresh);
    const message = 'Omni has no time now: the values are written and read back by a job, which get-job shows.';
    return { ...nothingWritten(userName), skipped, jobId, pollAfterSeconds: POLL_SECONDS, message };
  });
  worker.wake();
  return result;
}

/**
 * Writes one user's values in the call, or, where the caller wants that and Omni has no time, as a row of a job. Calls
 * that come while such a job gathers join it at once, so that they cost fewer requests together.
 *
 * @throws ConnectorError as `writeUserValues`; of what passes only where it is not queued
 */
export async function writeOrQueue(
  context: ApplyContext,
  write: UserWrite,
  whenBusy: WhenBusy = 'refuse',
): Promise<WriteResult> {
  if (whenBusy === 'refuse' || write.dryRun) return await writeUserValues(context, write);
  const place = await callPlace(context, write);
  const { clientId } = context.caller;
  if (await findGathering(context.database, { clientId, options: { ...optionsOf(write) } })) {
    return await queue(context, write, place);
  }
  try {
    return await writeUserValues(context, { ...write, place });
  } catch (thrown) {
    if (!isPassing(thrown)) throw thrown;
    return await queue(context, write, place);
  }
}
