import { errors, jwtVerify } from 'jose';
import type { Clock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/is-object.ts';
import { OAuthError } from '../okta/oauth-error.ts';
import type { ServiceApp } from './service-app.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const MAX_LIFETIME_SECONDS = 3_600;

const refused = (description: string) => new OAuthError(401, 'invalid_client', description);

/** The proof of a client by private_key_jwt (RFC 7523), the only one that the org server takes for Okta's scopes. */
export class ClientAssertions {
  readonly #app: Pick<ServiceApp, 'id' | 'publicKey'>;
  readonly #clock: Clock;
  readonly #usedIds = new Set<string>();

  constructor(app: Pick<ServiceApp, 'id' | 'publicKey'>, clock: Clock) {
    this.#app = app;
    this.#clock = clock;
  }

  /**
   * @param audience the token endpoint's address
   * @throws OAuthError invalid_client
   */
  async check(form: JsonObject, authorization: string | undefined, audience: string): Promise<void> {
    if (authorization !== undefined || form.client_secret !== undefined) {
      throw refused('A client secret is not allowed for the requested scopes: use private_key_jwt.');
    }
    if (form.client_assertion_type !== ASSERTION_TYPE || typeof form.client_assertion !== 'string') {
      throw refused('A client_assertion of the type jwt-bearer is required.');
    }
    const { exp, jti } = await this.#verify(form.client_assertion, audience);
    if (exp > Math.floor(this.#clock.now() / 1_000) + MAX_LIFETIME_SECONDS) {
      throw refused('The client_assertion lives longer than an hour.');
    }
    if (this.#usedIds.has(jti)) throw refused('The client_assertion was used already.');
    this.#usedIds.add(jti);
  }

  async #verify(assertion: string, audience: string): Promise<{ exp: number; jti: string }> {
    const { id, publicKey } = this.#app;
    try {
      const { payload } = await jwtVerify<{ exp: number; jti: string }>(assertion, publicKey, {
        algorithms: ALGORITHMS,
        issuer: id,
        subject: id,
        audience,
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError) throw refused(`The client_assertion is not valid: ${thrown.message}.`);
      throw thrown;
    }
  }
}
