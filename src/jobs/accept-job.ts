import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ApplyContext } from '../apply/context.ts';
import type { PushOptions } from '../pushes/push-options.ts';
import type { Services } from '../services.ts';
import { type InsertedJob, insertJob } from '../store/job-insert.ts';
import type { JobKind, JobPhase } from '../store/jobs.ts';
import type { NewPushRow } from '../store/push-rows.ts';
import { noteJob } from './note-job.ts';

/** A push as an action asks for it. */
export interface JobRequest {
  readonly kind: JobKind;
  readonly status: 'queued' | 'planned';
  /** Where it begins; `planning` unless given. */
  readonly phase?: JobPhase;
  readonly rows: readonly NewPushRow[];
  readonly options: PushOptions;
  readonly parentId?: string | undefined;
  /** Makes a push of its own out of an equal one. */
  readonly salt?: string;
}

/** Everything that makes two pushes of one client the same wish. */
function fingerprint(action: string, { kind, rows, options, parentId = '', salt = '' }: JobRequest): string {
  const hash = createHash('sha256');
  hash.update(String(canonicalize({ action, kind, options, parentId, salt })));
  for (const row of rows) hash.update('\n').update(String(canonicalize(row)));
  return hash.digest('hex');
}

/** What accepting needs: no Omni, since nothing is asked yet. */
export type AcceptContext = Pick<ApplyContext, 'caller' | 'action' | 'requestId'> &
  Pick<Services, 'database' | 'log' | 'pushes'>;

/**
 * Accepts a push: from here on it is kept, and worked on until its end. The same push of the same client within ten
 * minutes is the one that was accepted first.
 */
export async function acceptJob(context: AcceptContext, request: JobRequest): Promise<InsertedJob> {
  const { database, caller, action, requestId, pushes } = context;
  const { salt: _, ...push } = request;
  const who = { clientId: caller.clientId, action, requestId };
  const options = { ...push.options };
  const id = randomUUID();
  const accepted = await insertJob(database, {
    ...push,
    ...who,
    id,
    options,
    fingerprint: fingerprint(action, request),
  });
  if (!accepted.existing && request.status === 'queued') {
    noteJob(
      context,
      { id, kind: request.kind, total: request.rows.length, parentId: request.parentId ?? null },
      'a job was accepted',
    );
  }
  pushes.wake();
  return accepted;
}
