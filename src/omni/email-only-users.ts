import { isObject } from '../base/is-object.ts';
import type { AttributeValue } from '../push/attribute.ts';
import { isMissingRoute, unexpected } from './answers.ts';
import type { Requester } from './requester.ts';
import type { Ticket } from './ticket.ts';
import type { OmniAnswer } from './transport.ts';
import { isForbidden } from './withheld.ts';

/** Somebody who receives deliveries and has no account. They have attributes, and follow defaults, as users do. */
export interface EmailOnlyUser {
  readonly id: string;
  /** What they hold of their own, by reference, as texts. */
  readonly held: ReadonlyMap<string, AttributeValue>;
}

export interface EmailOnlyPage {
  readonly users: readonly EmailOnlyUser[];
  /** Pass it back for the next page; undefined at the end. */
  readonly next: string | undefined;
}

const PATH = '/api/v1/users/email-only';
/** The longest that Omni gives. */
const PAGE_SIZE = '20';

/** Older instances do not have the list, and a key may not be allowed to read it: both say that nobody knows. */
const isWithheld = (answer: OmniAnswer): boolean => isMissingRoute(answer) || isForbidden(answer);

const texts = (value: unknown): AttributeValue =>
  [value].flat().flatMap((one) => (one === null || one === '' ? [] : [String(one)]));

function readUser(record: unknown): EmailOnlyUser {
  if (!isObject(record) || typeof record.user_id !== 'string') throw unexpected('an email-only user without an id');
  const held = isObject(record.user_attributes) ? record.user_attributes : {};
  return { id: record.user_id, held: new Map(Object.entries(held).map(([reference, one]) => [reference, texts(one)])) };
}

/**
 * One page of the recipients without an account.
 *
 * @param cursor of the page before; left out for the first
 * @returns undefined where Omni does not tell
 * @throws ConnectorError OMNI_UNEXPECTED_ANSWER and what every request throws
 */
export async function emailOnlyPage(
  request: Requester,
  ticket: Ticket,
  cursor: string | undefined,
): Promise<EmailOnlyPage | undefined> {
  const query = { pageSize: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
  // https://docs.omni.co/api/schedule-recipients/manage-email-only-user
  const answer = await request(ticket, { method: 'GET', path: PATH, query }, { accept: isWithheld });
  if (isWithheld(answer)) return undefined;
  const { json } = answer;
  if (!isObject(json) || !Array.isArray(json.records)) throw unexpected('no list of email-only users');
  const { hasNextPage, nextCursor } = isObject(json.pageInfo) ? json.pageInfo : {};
  const next = hasNextPage === true && typeof nextCursor === 'string' ? nextCursor : undefined;
  return { users: json.records.map(readUser), next };
}
