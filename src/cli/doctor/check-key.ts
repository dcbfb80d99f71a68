import type { Secret } from '../../base/secret.ts';
import { ConnectorError } from '../../errors/connector-error.ts';
import type { AskOmni } from '../one-off-clients.ts';
import type { Seen } from './finding.ts';

/** A key that is at work for the connector has no request left for anybody else: nothing is wrong with it. */
const BUSY: ReadonlySet<string> = new Set(['OMNI_TOO_SLOW', 'OMNI_RATE_LIMITED', 'OMNI_BUDGET_FULL']);

/** What one key of Omni is and may do: keys fail one by one. @throws ConnectorError OMNI_… */
export async function checkKey(askOmni: AskOmni, key: Secret): Promise<Seen> {
  const identity = await askOmni([key], (session) => session.identity()).catch((thrown: unknown) => {
    if (thrown instanceof ConnectorError && BUSY.has(thrown.code)) return undefined;
    throw thrown;
  });
  if (!identity) {
    return {
      unsure: 'The requests that Omni takes of this key in a minute are used up, so nothing was learned of it.',
      fix: 'Repeat it when the connector has no job: both share the minute of the key.',
    };
  }
  const { keyScope, orgRole, canManageAttributes } = identity;
  const is = `Key scope ${keyScope}, role ${orgRole}.`;
  if (canManageAttributes) return `${is} It can create attributes.`;
  return {
    unsure: `${is} It is not known to be able to create attributes.`,
    fix: 'Where attributes are to be created from here, take a key that an Organization Admin has made, or one whose role may manage user attributes; an instance from before autumn 2026 has no API for it.',
  };
}
