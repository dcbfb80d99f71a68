import type { Clock } from '../base/clock.ts';
import type { HttpAnswer } from '../base/http-client.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { oktaWords, refusal, requestIdDetails } from './refusal.ts';
import type { OktaScope } from './scopes.ts';
import type { GrantedToken, RequestToken, TokenRequestOptions } from './token-request.ts';
import { definiteAnswer, FailedTry, withTries } from './tries.ts';

export interface AccessTokenOptions extends TokenRequestOptions {
  readonly clock: Clock;
  /** In [0, 1), for the jitter. */
  readonly random: () => number;
}

/** A token is used for this share of its life, so that it never ends on the way. */
const USED_SHARE = 0.9;
/** All tries of one fetch: it is shared, so no caller's deadline may end it. */
const PATIENCE_MS = 20_000;

/** Whatever is wrong, the app's set-up in Okta is: the scope may not be granted. */
function tokenRefusal(answer: HttpAnswer, scope: OktaScope): ConnectorError {
  if (answer.status < 400) return refusal(answer);
  const detail = `asked for ${scope}, it says ${oktaWords(answer)}`;
  return new ConnectorError('OKTA_ACCESS_REFUSED', { detail }, requestIdDetails(answer));
}

/**
 * The access token of the service app for one scope: fetched when it is first needed, one fetch at a time, and kept.
 */
export class AccessTokens {
  readonly #scope: OktaScope;
  readonly #request: RequestToken;
  readonly #options: Pick<AccessTokenOptions, 'clock' | 'random'>;
  readonly #clock: Clock;
  #current: { readonly token: GrantedToken; readonly usableUntil: number } | undefined;
  #fetching: Promise<GrantedToken> | undefined;

  constructor(scope: OktaScope, request: RequestToken, options: Pick<AccessTokenOptions, 'clock' | 'random'>) {
    this.#scope = scope;
    this.#request = request;
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
    const asked = this.#clock.now();
    const token = await withTries(this.#clock, asked + PATIENCE_MS, async (tries) => {
      const result = await this.#request(this.#scope);
      if ('token' in result) return result.token;
      const answer = definiteAnswer(result.outcome, tries, this.#options);
      return answer instanceof FailedTry ? answer : new FailedTry(tokenRefusal(answer, this.#scope));
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

/** The tokens of one service app, by scope. They share what is learned about how the app wants to be asked. */
export function accessTokens(options: AccessTokenOptions): (scope: OktaScope) => AccessTokens {
  let loading: Promise<RequestToken> | undefined;
  // The OAuth client is loaded here, so that a connector without Okta set-up starts no slower.
  const load = () => import('./token-request.ts').then(({ createTokenRequest }) => createTokenRequest(options));
  const request: RequestToken = async (scope) => {
    loading ??= load();
    return await (await loading)(scope);
  };
  const byScope = new Map<OktaScope, AccessTokens>();
  return (scope) => {
    const tokens = byScope.get(scope) ?? new AccessTokens(scope, request, options);
    byScope.set(scope, tokens);
    return tokens;
  };
}
