import type { Request } from 'express';
import { acceptValue } from './accept-values.ts';
import type { Body, EmailOnlyBody, SentValue } from './bodies.ts';
import { cursorPage } from './cursor-page.ts';
import type { EmailOnlyUser, OmniInstance } from './instance.ts';
import { badRequest } from './omni-error.ts';
import type { StoredValue } from './stored-values.ts';

const MAX_PAGE = 20;
const MAX_DELETES = 100;

/** The rules of https://docs.omni.co/api/schedule-recipients/manage-email-only-user, which are written down. */
function acceptAttribute(instance: OmniInstance, name: string, value: SentValue): StoredValue {
  const definition = instance.visibleAttributes().find((one) => one.name === name);
  if (!definition) throw badRequest(name, 'Unknown user attribute');
  if (definition.system && name !== 'omni_user_timezone') throw badRequest(name, 'System attributes are read-only');
  if (value === '' && definition.type === 'String') return null;
  const stored = acceptValue(definition, value, '400');
  return Array.isArray(stored) && stored.length === 0 ? null : stored;
}

/**
 * Creates or updates; all or none of them.
 * @throws OmniError 400
 */
export function upsertEmailOnlyUsers(instance: OmniInstance, bodies: readonly EmailOnlyBody[]) {
  const accepted = bodies.map(({ email, userAttributes = {} }) => ({
    email,
    values: Object.entries(userAttributes).map(
      ([name, value]) => [name, acceptAttribute(instance, name, value)] as const,
    ),
  }));
  return accepted.map(({ email, values }) => {
    const before = instance.emailOnlyUsers.get(email.toLowerCase());
    const user: EmailOnlyUser = before ?? { id: instance.uuid(), email, values: {} };
    const merged = { ...user.values, ...Object.fromEntries(values) };
    user.values = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    instance.emailOnlyUsers.set(email.toLowerCase(), user);
    return { email: user.email, userId: user.id };
  });
}

function readPageSize(text: unknown): number {
  const pageSize = text === undefined ? MAX_PAGE : Number(text);
  if (!(pageSize >= 1 && pageSize <= MAX_PAGE)) throw badRequest('pageSize', 'Must be 1 to 20');
  return Math.trunc(pageSize);
}

function readDirection(text: unknown = 'desc'): 'asc' | 'desc' {
  if (text !== 'asc' && text !== 'desc') throw badRequest('sortDirection', 'Invalid');
  return text;
}

/** One page; the cursor is the id of the last user of the page before. */
export function listEmailOnlyUsers({ emailOnlyUsers }: OmniInstance, query: Request['query']) {
  const pageSize = readPageSize(query.pageSize);
  const { cursor } = query;
  const part = String(query.email ?? '').toLowerCase();
  const found = [...emailOnlyUsers.entries()].filter(([email]) => email.includes(part)).map(([, user]) => user);
  if (readDirection(query.sortDirection) === 'desc') found.reverse();
  const { page, pageInfo } = cursorPage(found, { cursor, pageSize });
  return {
    pageInfo,
    records: page.map(({ id, email, values }) => ({ email, user_id: id, user_attributes: values })),
  };
}

/** Deletes by address, by id or both; what is not there is listed, not refused. */
export function deleteEmailOnlyUsers(
  { emailOnlyUsers }: OmniInstance,
  { emails = [], userIds = [] }: Body<'EmailOnlyBulkDeleteBody'>,
) {
  const entries = emails.length + userIds.length;
  if (entries === 0 || entries > MAX_DELETES) throw badRequest('body', 'Must have 1 to 100 entries');
  const all = [...emailOnlyUsers.values()];
  const byEmail = new Map(emails.map((email) => [email, emailOnlyUsers.get(email.toLowerCase())]));
  const byId = new Map(userIds.map((id) => [id, all.find((user) => user.id === id)]));
  const missing = (asked: Map<string, EmailOnlyUser | undefined>) => [...asked.keys()].filter((key) => !asked.get(key));
  const deleted = new Set([...byEmail.values(), ...byId.values()].filter((user) => user !== undefined));
  for (const { email } of deleted) emailOnlyUsers.delete(email.toLowerCase());
  return {
    deleted: [...deleted].map(({ email, id }) => ({ email, userId: id })),
    notFound: { emails: missing(byEmail), userIds: missing(byId) },
  };
}
