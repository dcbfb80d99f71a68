import { isObject } from '../../src/base/is-object.ts';
import type { OmniInstance } from './instance.ts';
import { badRequest, notFound } from './omni-error.ts';
import { userIdOf } from './user-id.ts';
import type { OmniUser } from './users.ts';

/** Whom a query is run for, by the id that the switch `queryUserId` says; undefined: nobody has it. */
function userOf(instance: OmniInstance, userId: unknown): OmniUser | undefined {
  const isMembership = instance.switches.queryUserId === 'membership';
  const isTheirs = ({ id }: OmniUser) => (isMembership ? id : userIdOf(id)) === userId;
  return instance.users.all.find(isTheirs);
}

/**
 * A query that counts the rows of a topic, as CSV: the header and one line.
 * https://docs.omni.co/api/queries/run-query - without `userId`, the owner of the key is asked for.
 */
export function runQuery(instance: OmniInstance, body: unknown): string {
  const { query, userId, resultType }: Record<string, unknown> = isObject(body) ? body : {};
  if (!isObject(query) || !Array.isArray(query.fields)) throw badRequest('query', 'Required');
  if (resultType !== 'csv') throw badRequest('resultType', 'the local Omni answers CSV alone');
  if (!instance.models.has(String(query.modelId))) throw notFound('Model');
  const user = userOf(instance, userId);
  if (!user && userId !== undefined && instance.switches.queryUserId !== 'ignored')
    throw badRequest('userId', 'Invalid');
  const count = instance.rowCounts
    .get(String(query.join_paths_from_topic_name))
    ?.get(user?.userName.toLowerCase() ?? '');
  if (count === undefined) throw badRequest('query', 'cannot be planned');
  return `${query.fields.join(',')}\n${count}\n`;
}
