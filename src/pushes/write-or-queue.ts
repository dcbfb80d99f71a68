import { randomUUID } from 'node:crypto';
import type { ApplyContext } from '../apply/context.ts';
import { nothingWritten, type WriteResult } from '../apply/write-result.ts';
import { callPlace, type ReadWrite, readValues, type UserWrite, writeUserValues } from '../apply/write-user-values.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { startedBy } from '../jobs/accept-job.ts';
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

/** Whether a call that failed so may be queued. */
export const isPassing = (thrown: unknown): boolean => thrown instanceof ConnectorError && PASSING.has(thrown.code);

const POLL_SECONDS = 10;

/** A single call is not held, and is read back; nor are the calls that became rows of one job. */
const optionsOf = ({ emptyText }: UserWrite): PushOptions & { readonly separate: true } => ({
  emptyText,
  verify: 'all',
  limits: NO_LIMITS,
  reviewed: false,
  separate: true,
});

/**
 * Makes a row of a call. An event counts as handled from then on, unless the row comes to nothing.
 *
 * @param base the answer as far as it is known; left out, nobody could read the values
 */
async function queue(
  context: ApplyContext,
  write: UserWrite,
  { at, seq }: Place,
  base: WriteResult = nothingWritten(write.userName),
): Promise<WriteResult> {
  const { database, caller, action, requestId, worker } = context;
  const { userName, values, event } = write;
  const job = { id: randomUUID(), ...startedBy(caller), action, requestId, options: { ...optionsOf(write) } };
  const result = await database.transaction(async (queries) => {
    const named = Object.keys(values);
    const seen = event.id === undefined ? new Set() : await seenReferences(queries, userName, event.id, named);
    const fresh = named.filter((reference) => !seen.has(reference));
    const skipped = [...seen].map(
      (reference) => ({ reference: String(reference), reason: 'duplicate-event' }) as const,
    );
    if (fresh.length === 0) {
      const message = 'This event was handled before.';
      return { ...base, skipped: [...base.skipped, ...skipped], skippedReason: 'duplicate-event' as const, message };
    }
    const asked = Object.fromEntries(fresh.map((reference) => [reference, values[reference]]));
    const row = await queueCall(queries, job, { userName, values: asked, wishedAt: at, wishedSeq: seq });
    if (event.id !== undefined) await noteSeenEvent(queries, userName, event.id, fresh, row);
    const { jobId } = row;
    const message = 'Omni has no time now: the values are written and read back by a job, which get-job shows.';
    return { ...base, skipped: [...base.skipped, ...skipped], jobId, pollAfterSeconds: POLL_SECONDS, message };
  });
  worker.wake();
  return result;
}

/**
 * Makes a row of each value of a call, so that one that turns out not to fit keeps no other from being written.
 *
 * @returns the answer of the last one; calls that come so shortly after each other are rows of one job
 */
export async function queueApart(context: ApplyContext, write: UserWrite): Promise<WriteResult> {
  const place = await callPlace(context, write);
  let result = nothingWritten(write.userName);
  for (const [reference, value] of Object.entries(write.values)) {
    result = await queue(context, { ...write, values: { [reference]: value } }, place);
  }
  return result;
}

/** The values by their definitions, which may not be known as long as Omni has no time. @throws ConnectorError */
const readIfKnown = (context: ApplyContext, write: UserWrite): Promise<ReadWrite | undefined> =>
  readValues(context, write).catch((thrown: unknown) => {
    if (isPassing(thrown)) return undefined;
    throw thrown;
  });

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
    const read = await readIfKnown(context, write);
    return read?.intents.length === 0 ? read.base : await queue(context, write, place, read?.base);
  }
  try {
    return await writeUserValues(context, { ...write, place });
  } catch (thrown) {
    if (!isPassing(thrown)) throw thrown;
    return await queue(context, write, place);
  }
}
