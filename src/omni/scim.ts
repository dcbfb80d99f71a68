import { isObject } from '../base/is-object.ts';
import { unexpected } from './answers.ts';
import type { WireValue } from './wire-value.ts';

/** The namespace of user attributes over SCIM; Okta calls it the external namespace. */
const USER_ATTRIBUTE_URN = 'urn:omni:params:1.0:UserAttribute';
const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A user as Omni shows them. */
export interface OmniUser {
  /** The membership id, a uuid. A reactivated person has a new one. */
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly active: boolean;
  /**
   * Raw values by reference; undefined when the answer leaves the object out, which means "not known", never "none".
   */
  readonly shown: ReadonlyMap<string, unknown> | undefined;
}

/** Reads a SCIM user. @throws ConnectorError OMNI_UNEXPECTED_ANSWER without id or userName */
export function readUser(body: unknown): OmniUser {
  if (!isObject(body) || typeof body.id !== 'string' || body.id === '' || typeof body.userName !== 'string') {
    throw unexpected('a user without id or userName');
  }
  const values = body[USER_ATTRIBUTE_URN];
  return {
    id: body.id,
    userName: body.userName,
    displayName: typeof body.displayName === 'string' ? body.displayName : '',
    active: body.active !== false,
    shown: isObject(values) ? new Map(Object.entries(values)) : undefined,
  };
}

/** One page of a SCIM list (RFC 7644, 3.4.2). */
export interface UserPage {
  readonly users: readonly OmniUser[];
  readonly totalResults: number;
}

/** Reads a page. @throws ConnectorError OMNI_UNEXPECTED_ANSWER when it is no SCIM list */
export function readUserPage(body: unknown): UserPage {
  const { Resources, totalResults }: Record<string, unknown> = isObject(body) ? body : {};
  // RFC 7644, 3.4.2: an empty list may leave `Resources` out.
  const found = totalResults === 0 ? (Resources ?? []) : Resources;
  if (!Array.isArray(found)) throw unexpected('no SCIM list of users');
  const users = found.map(readUser);
  const total = Number(totalResults);
  return { users, totalResults: Number.isFinite(total) ? total : users.length };
}

/** A SCIM filter for one user name (RFC 7644, 3.4.2.2): quotes and backslashes escaped as in JSON. */
export const userNameFilter = (userName: string): string => `userName eq ${JSON.stringify(userName)}`;

/** The two forms of PATCH that Omni's own clients send. The first is what its command line sends. */
export type PatchForm = 'no-path' | 'colon-path';

/** The body of a PATCH that sets or clears exactly these references and nothing else (RFC 7644, 3.5.2). */
export function patchBody(form: PatchForm, values: ReadonlyMap<string, WireValue>): unknown {
  const Operations =
    form === 'no-path'
      ? [{ op: 'replace', value: { [USER_ATTRIBUTE_URN]: Object.fromEntries(values) } }]
      : [...values].map(([reference, value]) => ({ op: 'replace', path: `${USER_ATTRIBUTE_URN}:${reference}`, value }));
  return { schemas: [PATCH_URN], Operations };
}
