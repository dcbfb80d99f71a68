import axios from 'axios';
import { SCOPES } from '../../actions/action.ts';
import type { TokenGuard } from '../../auth/token-guard.ts';
import { isObject } from '../../base/is-object.ts';
import type { Settings } from '../../config/settings.ts';
import { type Seen, Wrong } from './finding.ts';

const PATIENCE_MS = 10_000;

/** Whether the guard has the keys by which tokens are checked. @throws Wrong */
export function checkKeys({ oktaIssuer }: Pick<Settings, 'oktaIssuer'>, guard: Pick<TokenGuard, 'status'>): Seen {
  const { ready, kids, lastError } = guard.status();
  if (ready) return `${kids.length} signing ${kids.length === 1 ? 'key' : 'keys'}.`;
  throw new Wrong(
    `${oktaIssuer}/v1/keys: ${lastError ?? 'no keys'}.`,
    'Set OKTA_ISSUER to the Issuer URI that Okta shows: Security > API > Authorization Servers.',
  );
}

/** The server's metadata (RFC 8414); undefined where it shows none. */
async function readMetadata(issuer: string): Promise<Record<string, unknown> | undefined> {
  const address = `${issuer}/.well-known/oauth-authorization-server`;
  const answer = await axios.get<unknown>(address, { timeout: PATIENCE_MS, maxRedirects: 0 }).catch(() => undefined);
  return isObject(answer?.data) ? answer.data : undefined;
}

/**
 * Whether the authorization server calls itself as the settings do, and which scopes it tells of. Okta tells only of
 * those that are marked for it, so what it leaves out may still be there.
 *
 * @throws Wrong
 */
export async function checkMetadata({ oktaIssuer }: Pick<Settings, 'oktaIssuer'>): Promise<Seen> {
  const metadata = await readMetadata(oktaIssuer);
  if (!metadata) return { unsure: `${oktaIssuer} shows no metadata, so its name and scopes were not compared.` };
  const { issuer, scopes_supported: supported } = metadata;
  if (issuer !== oktaIssuer) {
    throw new Wrong(`The authorization server calls itself ${String(issuer)}.`, `Set OKTA_ISSUER to that.`);
  }
  const told: readonly unknown[] = Array.isArray(supported) ? supported : [];
  const missing = SCOPES.filter((scope) => !told.includes(scope));
  if (missing.length === 0) return 'It has the name of OKTA_ISSUER, and all scopes of the connector.';
  return {
    unsure: `It tells of no scope ${missing.join(', ')}.`,
    fix: 'If a scope is not there, add it: Security > API > the authorization server > Scopes. Okta tells of those alone that are included in its public metadata.',
  };
}
