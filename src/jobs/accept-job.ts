import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Place } from '../push/place.ts';
import type { Services } from '../services.ts';
import { type InsertedJob, insertJob } from '../store/job-insert.ts';
import type { JobKindName, JobPhase } from '../store/jobs.ts';
import type { NewPushRow } from '../store/push-rows.ts';
import { type DecisionContext, recordFollowUp } from './audit-decision.ts';
import { noteJob } from './note-job.ts';

/** A job as an action asks for it. */
export interface JobRequest<Options extends object = object> {
  readonly kind: JobKindName;
  readonly status: 'queued' | 'planned';
  /** Where it begins; `planning` unless given. */
  readonly phase?: JobPhase;
  readonly rows: readonly NewPushRow[];
  readonly options: Options;
  readonly parentId?: string | undefined;
  /** Its place in the order of the wishes, where that is not its own: of a retry. */
  readonly place?: Place;
  /** Makes a job of its own out of an equal one. */
  readonly salt?: string;
}

/** Everything that makes two jobs of one client the same wish. */
function fingerprint(action: string, { kind, rows, options, parentId = '', salt = '' }: JobRequest): string {
  const hash = createHash('sha256');
  hash.update(String(canonicalize({ action, kind, options, parentId, salt })));
  for (const row of rows) hash.update('\n').update(String(canonicalize(row)));
  return hash.digest('hex');
}

/** Who starts a job, as it is kept with it. */
export const startedBy = ({ clientId, subject, isPerson }: AcceptContext['caller']) => ({
  clientId,
  subject: isPerson && subject,
});

/** What accepting needs: no Omni, since nothing is asked yet. */
export type AcceptContext = DecisionContext & Pick<Services, 'log' | 'worker'> & { readonly place?: Place | undefined };

/**
 * Accepts a job: from here on it is kept, and worked on until its end. The same one of the same client, as long as it
 * is open and nobody has asked for one of its users since, is the one that was accepted first. Repeated under its
 * Idempotency-Key, what runs again keeps the place of the first run.
 */
export async function acceptJob(context: AcceptContext, request: JobRequest): Promise<InsertedJob> {
  const { database, caller, action, requestId, worker } = context;
  const { salt: _, ...job } = request;
  const who = { ...startedBy(caller), action, requestId };
  const options = { ...job.options };
  const id = randomUUID();
  const place = request.place ?? context.place;
  const inserted = { ...job, ...who, id, place, options, fingerprint: fingerprint(action, request) };
  const accepted = await insertJob(database, inserted, async (queries) => {
    if (request.parentId !== undefined) await recordFollowUp(queries, context, request.parentId, id);
  });
  if (!accepted.existing && request.status === 'queued') {
    noteJob(
      context,
      { id, kind: request.kind, total: request.rows.length, parentId: request.parentId ?? null },
      'a job was accepted',
    );
  }
  worker.wake();
  return accepted;
}
