import axios from 'axios';
import { SCOPES } from '../../actions/action.ts';
import type { TokenGuard } from '../../auth/token-guard.ts';
import type { Settings } from '../../config/settings.ts';
import type { Seen } from './finding.ts';

const PATIENCE_MS = 10_000;

/** A token of the client with the first scope that its access policy grants (RFC 6749, section 4.4). */
async function askForToken(issuer: string, clientId: string, secret: string): Promise<string> {
  const http = axios.create({ timeout: PATIENCE_MS, maxRedirects: 0, validateStatus: () => true });
  let refusal = '';
  for (const scope of SCOPES) {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope });
    const auth = { username: clientId, password: secret };
    const { status, data } = await http.post(`${issuer}/v1/token`, form, { auth }).catch((thrown: unknown) => {
      // The error of axios holds the secret.
      throw new Error(
        `${issuer}/v1/token cannot be reached (${(thrown as NodeJS.ErrnoException).code ?? 'no answer'})`,
      );
    });
    if (status === 200 && typeof data?.access_token === 'string') return data.access_token;
    refusal = String(data?.error_description ?? data?.error ?? `status ${status}`);
  }
  throw new Error(`${issuer}/v1/token gives ${clientId} no token with any scope of the connector: ${refusal}`);
}

/**
 * Looks whether the connector takes a token of the authorization server: issuer, audience, client and signature. That
 * needs a client; which audience an authorization server gives, nothing but a token tells.
 *
 * @throws ConnectorError TOKEN_…, CLIENT_NOT_ALLOWED; Error when there is no token
 */
export async function checkToken(
  { oktaIssuer, oktaAudience }: Pick<Settings, 'oktaIssuer' | 'oktaAudience'>,
  guard: Pick<TokenGuard, 'check'>,
  { CONNECTOR_CLIENT_ID: clientId, CONNECTOR_CLIENT_SECRET: secret }: NodeJS.ProcessEnv,
): Promise<Seen> {
  if (!clientId || !secret) {
    return {
      unsure: `Not tried whether tokens have the audience ${oktaAudience}: with CONNECTOR_CLIENT_ID and CONNECTOR_CLIENT_SECRET of an API Services app a token is asked for.`,
    };
  }
  await guard.check(`Bearer ${await askForToken(oktaIssuer, clientId, secret)}`, 1);
  return `A token of ${clientId} is taken, with the audience ${oktaAudience}.`;
}
