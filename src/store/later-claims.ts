import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import type { JobRecord } from './jobs.ts';
import { storableText } from './storable-text.ts';

/**
 * Failed rows claim nothing: what they asked for was never written, so the earlier wish is the last good one. A retry
 * claims what the push whose rows it repeats would: were it as new as it looks, it and a push in between would both yield.
 */
const CLAIMS = `
  SELECT DISTINCT ON (reference) reference, push.id AS "jobId"
  FROM connector.push_rows AS claim
  JOIN connector.jobs AS push ON push.id = claim.job_id
  CROSS JOIN LATERAL unnest(claim.named) AS reference
  CROSS JOIN LATERAL (SELECT coalesce((push.options ->> 'acceptedAs')::bigint, push.accepted_seq) AS accepted) AS wish
  WHERE claim.user_name_key = $1 AND claim.state <> 'failed' AND reference = ANY ($2::text[])
    AND accepted > $3 AND push.id <> $4 AND push.status <> ALL ('{planned,canceled,failed}')
  ORDER BY reference, accepted DESC`;

/**
 * The references of a user that another push, accepted later, names as well, each with the id of the latest such push: that one
 * wins, even if it is done already. Ask while holding the user's lease, or a push accepted in between is missed.
 */
export async function laterClaims(
  queries: Queries,
  userName: string,
  references: readonly string[],
  { acceptedSeq, id }: Pick<JobRecord, 'acceptedSeq' | 'id'>,
): Promise<Map<string, string>> {
  const rows = await queries.query<{ reference: string; jobId: string }>(CLAIMS, [
    userNameKey(storableText(userName)),
    references.map(storableText),
    acceptedSeq,
    id,
  ]);
  return new Map(rows.map(({ reference, jobId }) => [reference, jobId]));
}
