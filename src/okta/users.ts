import { isDeepStrictEqual } from 'node:util';
import { ConnectorError } from '../errors/connector-error.ts';
import { type Requester, UncertainOutcome } from './requester.ts';
import { objectOf, pathSegment, textOf, timeOf } from './shape.ts';

/** A user of the org. */
export interface OktaUser {
  readonly id: string;
  readonly login: string;
  /** Okta's word: ACTIVE, DEPROVISIONED, SUSPENDED and others. */
  readonly status: string;
  /** ms epoch */
  readonly lastUpdated: number;
  readonly profile: Readonly<Record<string, unknown>>;
}

const USERS = '/api/v1/users';
const ONE_USER = `${USERS}/{id}`;

const pathOf = (idOrLogin: string): string => `${USERS}/${pathSegment(idOrLogin)}`;

/** A user as a list or a read by id shows them. */
export function readUser(json: unknown): OktaUser {
  const { id, status, lastUpdated, profile: shown } = objectOf(json, 'a user');
  const profile = objectOf(shown, "a user's profile");
  return {
    id: textOf(id, "a user's id"),
    login: textOf(profile.login, "a user's login"),
    status: textOf(status, "a user's status"),
    lastUpdated: timeOf(lastUpdated, "a user's lastUpdated"),
    profile,
  };
}

/** Okta takes null for empty and shows nothing. */
const isShown = (user: OktaUser, profile: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(profile).every(([name, value]) => isDeepStrictEqual(user.profile[name] ?? null, value));

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export class UserCalls {
  readonly #request: Requester;

  constructor(request: Requester) {
    this.#request = request;
  }

  /** @returns undefined when there is none */
  async read(idOrLogin: string, deadline: number): Promise<OktaUser | undefined> {
    const place = { path: pathOf(idOrLogin), bucket: ONE_USER };
    const answer = await this.#request(
      { ...place, method: 'GET', scope: 'okta.users.read', mayBeMissing: true, profile: [] },
      deadline,
    );
    return answer.status === 404 ? undefined : readUser(answer.json);
  }

  /** Okta's POST leaves what is absent as it is; its PUT would empty it. @throws ConnectorError OKTA_USER_NOT_FOUND */
  async update(id: string, profile: Readonly<Record<string, unknown>>, deadline: number): Promise<OktaUser> {
    try {
      return await this.#write(id, profile, deadline);
    } catch (thrown) {
      if (!(thrown instanceof UncertainOutcome)) throw thrown;
      const user = await this.read(id, deadline);
      if (user && isShown(user, profile)) return user;
      throw thrown.cause;
    }
  }

  async #write(id: string, profile: Readonly<Record<string, unknown>>, deadline: number): Promise<OktaUser> {
    const place = { path: pathOf(id), bucket: ONE_USER };
    const sent = { body: { profile }, profile: Object.keys(profile) };
    const answer = await this.#request(
      { ...place, ...sent, method: 'POST', scope: 'okta.users.manage', mayBeMissing: true },
      deadline,
    );
    if (answer.status === 404) throw new ConnectorError('OKTA_USER_NOT_FOUND', { userName: id });
    return readUser(answer.json);
  }
}
