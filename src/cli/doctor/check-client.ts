import axios from 'axios';
import { SCOPES, type Scope } from '../../actions/action.ts';
import type { TokenGuard } from '../../auth/token-guard.ts';
import { ConnectorError } from '../../errors/connector-error.ts';
import { type Finding, look, type Seen, Wrong } from './finding.ts';

const PATIENCE_MS = 10_000;

/** Who asks the authorization server for a token. */
interface Client {
  readonly issuer: string;
  readonly id: string;
  readonly secret: string;
}

type Asked = { readonly token: string } | { readonly error: string; readonly words: string };

const WHERE = 'in Okta: Applications > the API Services app';

/** What a refusal of the token endpoint asks for (RFC 6749, section 5.2; Okta's own `access_denied`). */
const FIXES: Readonly<Record<string, string>> = {
  invalid_client: `Copy CONNECTOR_CLIENT_ID and CONNECTOR_CLIENT_SECRET anew, ${WHERE} > General; the secret has to be active.`,
  access_denied:
    'Add an access policy for this app to the authorization server, with a rule for the grant Client Credentials that gives these scopes: Security > API > Access Policies.',
  invalid_scope: 'Add the scopes of the connector to the authorization server: Security > API > Scopes.',
  unauthorized_client: `Let it use the grant Client Credentials, ${WHERE} > General.`,
};

/** Asks for a token with one scope (RFC 6749, section 4.4). @throws Wrong */
async function askFor({ issuer, id, secret }: Client, scope: Scope): Promise<Asked> {
  const http = axios.create({ timeout: PATIENCE_MS, maxRedirects: 0, validateStatus: () => true });
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope });
  const auth = { username: id, password: secret };
  const { status, data } = await http.post(`${issuer}/v1/token`, form, { auth }).catch((thrown: unknown) => {
    // The error of axios holds the secret.
    const { code = 'no answer' } = thrown as NodeJS.ErrnoException;
    throw new Wrong(`${issuer}/v1/token cannot be reached (${code}).`, 'Look at the network steps above.');
  });
  if (status === 200 && typeof data?.access_token === 'string') return { token: data.access_token };
  return {
    error: String(data?.error ?? ''),
    words: String(data?.error_description ?? data?.error ?? `status ${status}`).replace(/\.$/, ''),
  };
}

/** Nothing but the client, or its policy as a whole, is wrong where every scope is refused. */
function refusedAll({ issuer, id }: Client, refused: readonly Extract<Asked, { error: string }>[]): never {
  const [first] = refused;
  if (refused.some(({ error }) => error === 'invalid_dpop_proof')) {
    const { fix } = new ConnectorError('TOKEN_DPOP_BOUND').body('');
    throw new Wrong(`The app ${id} has to prove a DPoP key for each token, which Workflows does not.`, fix);
  }
  // A policy is worth nothing while the scopes are not there.
  const error = refused.every((one) => one.error === 'invalid_scope')
    ? 'invalid_scope'
    : (denied(refused) ?? first?.error);
  throw new Wrong(
    `${issuer}/v1/token gives ${id} no token with any scope of the connector: ${first?.words}.`,
    FIXES[error ?? ''] ?? 'Correct what Okta names.',
  );
}

const denied = (refused: readonly { readonly error: string }[]): string | undefined =>
  refused.find(({ error }) => error === 'access_denied')?.error;

function tellGrants(granted: readonly Scope[], refused: readonly Scope[]): Seen {
  const told = `It may ask for ${granted.join(', ')}`;
  if (refused.length === 0) return `${told}: all that there is.`;
  return {
    unsure: `${told}; not for ${refused.join(', ')}.`,
    fix: 'Where a connection needs more, add the scope to the rule of its access policy: docs/set-up.md says which needs which.',
  };
}

/**
 * Looks whether the connector takes a token of the authorization server: issuer, audience, client and signature; then
 * which scopes the client is granted. That needs a client; which audience an authorization server gives, nothing but a
 * token tells.
 */
export async function checkClient(
  { oktaIssuer, oktaAudience }: { readonly oktaIssuer: string; readonly oktaAudience: string },
  guard: Pick<TokenGuard, 'check'>,
  { CONNECTOR_CLIENT_ID: id, CONNECTOR_CLIENT_SECRET: secret }: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  if (!id || !secret) {
    const unsure = `Not tried whether tokens have the audience ${oktaAudience}.`;
    const fix =
      'With CONNECTOR_CLIENT_ID and CONNECTOR_CLIENT_SECRET of an API Services app a token is asked for; doctor --token explains one that you have.';
    return [await look('Token', () => ({ unsure, fix }))];
  }
  const client = { issuer: oktaIssuer, id, secret };
  const granted: Scope[] = [];
  const refused: Extract<Asked, { error: string }>[] = [];
  const token = await look('Token', async () => {
    let good = '';
    for (const scope of SCOPES) {
      const asked = await askFor(client, scope);
      if ('token' in asked) {
        good ||= asked.token;
        granted.push(scope);
      } else refused.push(asked);
    }
    if (good === '') refusedAll(client, refused);
    await guard.check(`Bearer ${good}`, 1);
    return `A token of ${id} is taken, with the audience ${oktaAudience}.`;
  });
  if (token.state === 'wrong') return [token];
  const others = SCOPES.filter((scope) => !granted.includes(scope));
  return [token, await look('Grants', () => tellGrants(granted, others))];
}
