import { ConnectorError } from '../errors/connector-error.ts';
import { Pages } from './pages.ts';
import type { Requester } from './requester.ts';
import type { OktaScope } from './scopes.ts';
import { listOf, objectOf, optionalObjectOf, optionalTextOf, pathSegment, textOf, timeOf } from './shape.ts';
import { type OktaUser, readUser } from './users.ts';

/** A user's assignment to the Omni app. */
export interface OktaAppUser {
  /** The Okta user's id. */
  readonly id: string;
  /** The name in Omni: the userName of the app's credentials. */
  readonly userName: string;
  /** Omni's id of the user, where Okta has provisioned them; empty otherwise. */
  readonly externalId: string;
  /** Okta's word for the assignment, such as ACTIVE, PROVISIONED or DEPROVISIONED. */
  readonly status: string;
  /**
   * Okta's word: DISABLED, OUT_OF_SYNC, SYNCING, SYNCHRONIZED or ERROR; empty when it is not there. A hint, no proof.
   */
  readonly syncState: string;
  /** ms epoch */
  readonly lastUpdated: number;
  /** The app profile: what Okta pushes, by variable name. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** Undefined when Okta left the user out. */
  readonly user: OktaUser | undefined;
}

/** Words of Okta for an assignment that gives no access any more. */
const ENDED: ReadonlySet<string> = new Set(['DEPROVISIONED', 'INACTIVE', 'REVOKED', 'SUSPENDED', 'UNASSIGNED']);

/** Whether Okta assigns the user to the app now: a list also shows assignments that have ended. */
export const isAssigned = ({ status, user }: OktaAppUser): boolean =>
  !ENDED.has(status) && user?.status !== 'DEPROVISIONED';

export interface OktaAppUserPage {
  readonly users: readonly OktaAppUser[];
  /** Pass it back for the next page; undefined at the end. */
  readonly next: string | undefined;
}

const BUCKET = '/api/v1/apps/{id}/users';
const SCOPE: OktaScope = 'okta.apps.read';
/** The longest that Okta gives. */
const FIRST_PAGE = { limit: '500', expand: 'user' };

function readAppUser(json: unknown): OktaAppUser {
  const one = objectOf(json, 'an app user');
  const { user } = optionalObjectOf(one._embedded, 'what is embedded in an app user');
  return {
    id: textOf(one.id, "an app user's id"),
    userName: optionalTextOf(optionalObjectOf(one.credentials, "an app user's credentials").userName),
    externalId: optionalTextOf(one.externalId),
    status: textOf(one.status, "an app user's status"),
    syncState: optionalTextOf(one.syncState),
    lastUpdated: timeOf(one.lastUpdated, "an app user's lastUpdated"),
    profile: optionalObjectOf(one.profile, "an app user's profile"),
    user: user === undefined || user === null ? undefined : readUser(user),
  };
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationUsers/ */
export class AppUserCalls {
  readonly #request: Requester;
  readonly #path: string;
  readonly #pages: Pages;

  constructor(request: Requester, orgUrl: string, appId: string) {
    this.#request = request;
    this.#path = `/api/v1/apps/${pathSegment(appId)}/users`;
    this.#pages = new Pages(orgUrl, this.#path);
  }

  /** @returns undefined when the user is not assigned */
  async read(userId: string, deadline: number): Promise<OktaAppUser | undefined> {
    const place = { path: `${this.#path}/${pathSegment(userId)}`, query: { expand: 'user' } };
    const options = { bucket: `${BUCKET}/{id}`, scope: SCOPE, mayBeMissing: true, profile: [] };
    const answer = await this.#request({ ...place, ...options, method: 'GET' }, deadline);
    return answer.status === 404 ? undefined : readAppUser(answer.json);
  }

  /** @param next of the page before; left out for the first. @throws ConnectorError OKTA_APP_NOT_FOUND */
  page(next: string | undefined, deadline: number): Promise<OktaAppUserPage> {
    return this.#page(next, FIRST_PAGE, deadline);
  }

  /**
   * The first of those whose userName, first or last name or e-mail begins so; Okta may show a new one late.
   *
   * @throws ConnectorError OKTA_APP_NOT_FOUND
   */
  async beginning(text: string, deadline: number): Promise<readonly OktaAppUser[]> {
    return (await this.#page(undefined, { ...FIRST_PAGE, q: text }, deadline)).users;
  }

  async #page(
    next: string | undefined,
    query: Readonly<Record<string, string>>,
    deadline: number,
  ): Promise<OktaAppUserPage> {
    const place = this.#pages.place(next, query);
    const options = { bucket: BUCKET, scope: SCOPE, mayBeMissing: true, profile: [] };
    const answer = await this.#request({ ...place, ...options, method: 'GET' }, deadline);
    if (answer.status === 404) throw new ConnectorError('OKTA_APP_NOT_FOUND');
    return {
      users: listOf(answer.json, 'the list of app users').map(readAppUser),
      next: this.#pages.next(answer, next),
    };
  }
}
