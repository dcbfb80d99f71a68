import { ConnectorError } from '../errors/connector-error.ts';

/** Who calls: as a verified access token of the authorization server says, or a person at the console. */
export interface Caller {
  /** The OAuth client (`cid`): the API Services app behind the Workflows connection; of a person `console: <name>`. */
  readonly clientId: string;
  /** `sub`; equal to the client id for client credentials. */
  readonly subject: string;
  /** `scp`: what the access policy granted. Compare with `requireScope` only. */
  readonly scopes: ReadonlySet<string>;
  /** `exp`, in milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /**
   * Somebody who has signed in to the console: they see everybody's jobs, and do not approve what they have started
   * themselves. Left out: a client.
   */
  readonly isPerson?: true;
}

/**
 * Refuses a caller whose token lacks exactly this scope; no scope implies another.
 *
 * @throws ConnectorError SCOPE_MISSING
 */
export function requireScope(caller: Caller, scope: string): void {
  if (!caller.scopes.has(scope)) throw new ConnectorError('SCOPE_MISSING', { scope });
}
