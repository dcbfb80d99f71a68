import type { Clock } from '../base/clock.ts';
import type { HttpAnswer } from '../base/http-client.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { oktaWords, refusal, requestIdDetails } from './refusal.ts';
import type { GrantedToken, RequestToken, TokenRequestOptions } from './token-request.ts';
import { definiteAnswer, FailedTry, withTries } from './tries.ts';

/** What the service app must be granted to read, each with the calls that need it. */
const READ = [
  'okta.schemas.read', // GET of a schema
  'okta.userTypes.read', // GET /api/v1/meta/types/user: a mapping begins at the default user type
  'okta.profileMappings.read', // GET of mappings
  'okta.apps.read', // GET of the app's users
  'okta.users.read', // GET of a user
] as const;

/** What it must be granted to write. */
const WRITE = [
  'okta.schemas.manage', // POST of a schema: add, change or remove an attribute
  'okta.profileMappings.manage', // POST of a mapping
  'okta.users.manage', // POST of a user's profile
] as const;

/**
 * What a token request asks for (RFC 6749, section 3.3), by what the token is for: an app that only syncs and reports
 * is granted nothing that could change the org.
 */
export const OKTA_SCOPES = { read: READ.join(' '), write: WRITE.join(' ') } as const;

export interface AccessTokenOptions extends TokenRequestOptions {
  readonly clock: Clock;
  /** In [0, 1), for the jitter. */
  readonly random: () => number;
}

/** A token is used for this share of its life, so that it never ends on the way. */
const USED_SHARE = 0.9;
/** All tries of one fetch: it is shared, so no caller's deadline may end it. */
const PATIENCE_MS = 20_000;

/** Whatever is wrong, the app's set-up in Okta is. */
function tokenRefusal(answer: HttpAnswer): ConnectorError {
  if (answer.status < 400) return refusal(answer);
  return new ConnectorError('OKTA_ACCESS_REFUSED', { detail: oktaWords(answer) }, requestIdDetails(answer));
}

/** The access token of the service app: fetched when it is first needed, one fetch at a time, and kept. */
export class AccessTokens {
  readonly #options: AccessTokenOptions;
  readonly #clock: Clock;
  #request: Promise<RequestToken> | undefined;
  #current: { readonly token: GrantedToken; readonly usableUntil: number } | undefined;
  #fetching: Promise<GrantedToken> | undefined;

  constructor(options: AccessTokenOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  /** @throws ConnectorError OKTA_ACCESS_REFUSED, OKTA_UNREACHABLE, OKTA_RATE_LIMITED, OKTA_TOO_SLOW */
  async get(deadline: number): Promise<GrantedToken> {
    if (this.#current && this.#clock.now() < this.#current.usableUntil) return this.#current.token;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return await this.#before(deadline, this.#fetching);
  }

  /** Okta no longer takes this token: the next `get` fetches another, unless somebody has done so already. */
  drop(token: GrantedToken): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  async #fetch(): Promise<GrantedToken> {
    // The OAuth client is loaded here, so that a connector without Okta set-up starts no slower.
    this.#request ??= import('./token-request.ts').then(({ createTokenRequest }) => createTokenRequest(this.#options));
    const request = await this.#request;
    const asked = this.#clock.now();
    const token = await withTries(this.#clock, asked + PATIENCE_MS, async (tries) => {
      const result = await request();
      if ('token' in result) return result.token;
      const answer = definiteAnswer(result.outcome, tries, this.#options);
      return answer instanceof FailedTry ? answer : new FailedTry(tokenRefusal(answer));
    });
    this.#current = { token, usableUntil: asked + token.lifetimeMs * USED_SHARE };
    return token;
  }

  /** Waits for the shared fetch no longer than this caller can. */
  async #before(deadline: number, fetching: Promise<GrantedToken>): Promise<GrantedToken> {
    if (deadline === Number.POSITIVE_INFINITY) return await fetching;
    const done = new AbortController();
    const late = this.#clock.sleep(Math.max(0, deadline - this.#clock.now()), done.signal).then(
      () => Promise.reject(new ConnectorError('OKTA_TOO_SLOW')),
      () => fetching,
    );
    try {
      return await Promise.race([fetching, late]);
    } finally {
      done.abort();
    }
  }
}
