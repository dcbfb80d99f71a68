import type { Queries } from './database.ts';
import { insertNewJob, type NewJob } from './job-insert.ts';
import { insertPushRows, type NewPushRow } from './push-rows.ts';
import type { QueuedRow } from './seen-events.ts';

/** So long calls gather in a job before it is worked on. */
const GATHER_MS = 2_000;

/** Calls of one client that come at once wait for each other, on any replica. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('calls ' || $1, 0))`;

/** Only as long as nobody has looked at the rows. */
const FIND_GATHERING = `
  SELECT id, total FROM connector.jobs
  WHERE client_id = $1 AND kind = 'push' AND status = 'queued' AND phase = 'planning' AND last_turn_at = 0
    AND not_before > connector.now_ms(NULL) AND options::jsonb = $2::jsonb
  ORDER BY accepted_seq DESC LIMIT 1 FOR UPDATE`;

const GATHER = `UPDATE connector.jobs SET not_before = connector.now_ms(NULL) + ${GATHER_MS} WHERE id = $1`;

interface Gathering {
  readonly id: string;
  /** The rows that it has. */
  readonly total: number;
}

/** The job of a client in which its calls gather at this moment; undefined: there is none. */
export async function findGathering(
  queries: Queries,
  { clientId, options }: Pick<NewJob, 'clientId' | 'options'>,
): Promise<Gathering | undefined> {
  const [found] = await queries.query<Gathering>(FIND_GATHERING, [clientId, JSON.stringify(options)]);
  return found;
}

/**
 * Keeps a call as a row of the job in which the calls of its client gather, or of a new one. For a transaction.
 *
 * @returns the row
 */
export async function queueCall(
  queries: Queries,
  job: Omit<NewJob, 'rows' | 'fingerprint' | 'kind' | 'status'>,
  row: Omit<NewPushRow, 'index'>,
): Promise<QueuedRow> {
  await queries.query(LOCK, [job.clientId]);
  const gathering = await findGathering(queries, job);
  if (gathering) {
    await insertPushRows(queries, gathering.id, [{ ...row, index: gathering.total }]);
    await queries.query('UPDATE connector.jobs SET total = total + 1 WHERE id = $1', [gathering.id]);
    return { jobId: gathering.id, index: gathering.total };
  }
  await insertNewJob(queries, {
    ...job,
    kind: 'push',
    status: 'queued',
    fingerprint: '',
    rows: [{ ...row, index: 0 }],
  });
  await queries.query(GATHER, [job.id]);
  return { jobId: job.id, index: 0 };
}
