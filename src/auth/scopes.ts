import { ConnectorError } from '../errors.ts';
import type { Caller } from './caller.ts';

/**
 * Refuses a caller whose token lacks exactly this scope; no scope implies another.
 *
 * @throws ConnectorError SCOPE_MISSING
 */
export function requireScope(caller: Caller, scope: string): void {
  if (!caller.scopes.has(scope)) throw new ConnectorError('SCOPE_MISSING', { scope });
}
