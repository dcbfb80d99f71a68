import { generateProof } from 'dpop';
import type { Clock } from '../base/clock.ts';
import type { HttpAnswer, HttpRequest, HttpSend } from '../base/http-client.ts';
import { NoAnswer } from '../base/no-answer.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { OktaScope } from './scopes.ts';
import type { GrantedToken } from './token-request.ts';

/**
 * Sends one request with the app's token for a scope, within the time that is left. @throws ConnectorError of the token
 */
export type SignedSend = (
  request: Omit<HttpRequest, 'headers' | 'timeoutMs'>,
  scope: OktaScope,
  deadline: number,
) => Promise<HttpAnswer | NoAnswer>;

const TIMEOUT_MS = 15_000;

/** RFC 9449, section 9. Okta asks for no nonce there today. */
const asksForNonce = (answer: HttpAnswer | NoAnswer): boolean =>
  !(answer instanceof NoAnswer) &&
  answer.status === 401 &&
  /use_dpop_nonce/.test(answer.header('www-authenticate') ?? '');

const isUnauthorized = (answer: HttpAnswer | NoAnswer): boolean =>
  !(answer instanceof NoAnswer) && answer.status === 401;

/**
 * The way of every call of the API: it bears the access token, and with a token that is bound to a key a fresh proof.
 * A request that Okta answers with 401 surely did nothing, so it is sent again with a new nonce or a new token.
 */
export function createSignedSend(options: {
  readonly orgUrl: string;
  readonly send: HttpSend;
  readonly tokens: (scope: OktaScope) => AccessTokens;
  readonly clock: Clock;
}): SignedSend {
  const { orgUrl, send, clock } = options;
  let nonce: string | undefined;

  async function authorization({ method, path }: Pick<HttpRequest, 'method' | 'path'>, token: GrantedToken) {
    const text = token.secret.reveal();
    if (!token.proofKeys) return { Authorization: `Bearer ${text}` };
    // RFC 9449, section 4.2: the address without its query.
    const address = `${orgUrl}${path.split('?')[0]}`;
    return { Authorization: `DPoP ${text}`, DPoP: await generateProof(token.proofKeys, address, method, nonce, text) };
  }

  return async (request, scope, deadline) => {
    async function sendWith(token: GrantedToken): Promise<HttpAnswer | NoAnswer> {
      const headers = await authorization(request, token);
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) throw new ConnectorError('OKTA_TOO_SLOW');
      const answer = await send({ ...request, headers, timeoutMs: Math.ceil(Math.min(TIMEOUT_MS, leftMs)) });
      // RFC 9449, section 8.2: any answer may bring the next one.
      if (!(answer instanceof NoAnswer)) nonce = answer.header('dpop-nonce') ?? nonce;
      return answer;
    }
    const tokens = options.tokens(scope);
    const token = await tokens.get(deadline);
    let answer = await sendWith(token);
    if (token.proofKeys && asksForNonce(answer)) answer = await sendWith(token);
    if (!isUnauthorized(answer)) return answer;
    tokens.drop(token);
    return await sendWith(await tokens.get(deadline));
  };
}
