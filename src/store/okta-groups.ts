import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** What has become of reading a group's members: Okta may refuse to show them, or have the group no longer. */
type MembersState = 'unread' | 'read' | 'refused' | 'gone';

/** A group that a job reads. */
export interface JobOktaGroup {
  readonly id: string;
  readonly name: string;
  readonly members: MembersState;
}

const SAVE_GROUPS = `
  INSERT INTO connector.job_okta_groups (job_id, group_id, name)
  SELECT $1, id, name FROM unnest($2::text[], $3::text[]) AS found (id, name)
  ON CONFLICT (job_id, group_id) DO UPDATE SET name = excluded.name`;

/** Keeps groups that a job has found. One that two searches have found is kept once. */
export async function saveOktaGroups(
  queries: Queries,
  jobId: string,
  groups: readonly Pick<JobOktaGroup, 'id' | 'name'>[],
): Promise<void> {
  const ids = groups.map(({ id }) => id);
  const names = groups.map(({ name }) => storableText(name));
  await queries.query(SAVE_GROUPS, [jobId, ids, names]);
}

/** All groups that a job has found, by their ids. */
export const listOktaGroups = (queries: Queries, jobId: string): Promise<JobOktaGroup[]> =>
  queries.query<JobOktaGroup>(
    'SELECT group_id AS id, name, members FROM connector.job_okta_groups WHERE job_id = $1 ORDER BY group_id',
    [jobId],
  );

const NEXT_GROUP = `
  SELECT group_id AS id, name, members FROM connector.job_okta_groups
  WHERE job_id = $1 AND members = 'unread' ORDER BY group_id LIMIT 1`;

/** The group whose members are read next. */
export async function nextOktaGroup(queries: Queries, jobId: string): Promise<JobOktaGroup | undefined> {
  const [group] = await queries.query<JobOktaGroup>(NEXT_GROUP, [jobId]);
  return group;
}

/** Keeps one page of a group's members. */
export async function saveMembers(
  queries: Queries,
  jobId: string,
  groupId: string,
  userIds: readonly string[],
): Promise<void> {
  await queries.query(
    `INSERT INTO connector.job_okta_group_members (job_id, group_id, okta_user_id)
     SELECT $1, $2, id FROM unnest($3::text[]) AS member (id) ON CONFLICT DO NOTHING`,
    [jobId, groupId, userIds],
  );
}

/** Forgets the members of a group, whose reading begins anew. */
export async function forgetMembers(queries: Queries, jobId: string, groupId: string): Promise<void> {
  await queries.query('DELETE FROM connector.job_okta_group_members WHERE job_id = $1 AND group_id = $2', [
    jobId,
    groupId,
  ]);
}

/** Notes that no more is read of a group. */
export async function noteMembers(
  queries: Queries,
  jobId: string,
  groupId: string,
  state: Exclude<MembersState, 'unread'>,
): Promise<void> {
  await queries.query('UPDATE connector.job_okta_groups SET members = $3 WHERE job_id = $1 AND group_id = $2', [
    jobId,
    groupId,
    state,
  ]);
}

const NAMES = `
  SELECT member.okta_user_id AS "oktaUserId", array_agg(DISTINCT found.name) AS names
  FROM connector.job_okta_group_members AS member
  JOIN connector.job_okta_groups AS found USING (job_id, group_id)
  WHERE member.job_id = $1 AND member.okta_user_id = ANY ($2::text[])
  GROUP BY member.okta_user_id`;

/** The names of the groups of some users, by the id of the user, as the job has read them; nothing for the others. */
export async function groupNamesOf(
  queries: Queries,
  jobId: string,
  oktaUserIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await queries.query<{ oktaUserId: string; names: string[] }>(NAMES, [jobId, oktaUserIds]);
  return new Map(found.map(({ oktaUserId, names }) => [oktaUserId, names]));
}

const REMEMBER_GROUPS = `
  INSERT INTO connector.okta_groups (id, name, seen_at)
  SELECT group_id, name, $2 FROM connector.job_okta_groups WHERE job_id = $1 AND members = 'read'
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
    WHERE okta_groups.seen_at <= excluded.seen_at`;

const REMEMBER_MEMBERS = `
  INSERT INTO connector.okta_group_members (group_id, okta_user_id, seen_at)
  SELECT group_id, okta_user_id, $2 FROM connector.job_okta_group_members AS member
  JOIN connector.job_okta_groups AS found USING (job_id, group_id)
  WHERE job_id = $1 AND found.members = 'read'
  ON CONFLICT (group_id, okta_user_id) DO UPDATE SET seen_at = greatest(okta_group_members.seen_at, excluded.seen_at)`;

const FORGET_LEAVERS = `
  DELETE FROM connector.okta_group_members AS member USING connector.job_okta_groups AS found
  WHERE found.job_id = $1 AND found.members = 'read' AND member.group_id = found.group_id AND member.seen_at < $2`;

/**
 * Remembers what a job has read whole: who a later change of a group is about.
 *
 * @param queries of a transaction
 * @param readAt when the reading began, ms epoch
 */
export async function rememberGroups(queries: Queries, jobId: string, readAt: number): Promise<void> {
  for (const statement of [REMEMBER_GROUPS, REMEMBER_MEMBERS, FORGET_LEAVERS])
    await queries.query(statement, [jobId, readAt]);
}

/** The name of a group as it was last read whole; undefined where no policy has named it. */
export async function rememberedName(queries: Queries, groupId: string): Promise<string | undefined> {
  const [found] = await queries.query<{ name: string }>('SELECT name FROM connector.okta_groups WHERE id = $1', [
    groupId,
  ]);
  return found?.name;
}

/** The members of a group as they were last read whole; nobody where no policy has named it. */
export async function rememberedMembers(queries: Queries, groupId: string): Promise<string[]> {
  const found = await queries.query<{ id: string }>(
    'SELECT okta_user_id AS id FROM connector.okta_group_members WHERE group_id = $1',
    [groupId],
  );
  return found.map(({ id }) => id);
}

/** A group as a job has read it whole. */
export interface RememberedGroup {
  readonly name: string;
  readonly memberCount: number;
  /** ms epoch */
  readonly seenAt: number;
}

/** The groups that are remembered, by name: the first 10,000, far more than a policy names. */
export const rememberedGroups = (queries: Queries): Promise<RememberedGroup[]> =>
  queries.query<RememberedGroup>(
    `SELECT name, seen_at AS "seenAt",
            (SELECT count(*)::int FROM connector.okta_group_members AS member WHERE member.group_id = id) AS "memberCount"
     FROM connector.okta_groups ORDER BY name, id LIMIT 10000`,
  );
