import type { Secret } from '../../base/secret.ts';
import type { Settings } from '../../config/settings.ts';
import { askOmni } from '../one-off-clients.ts';
import type { Seen } from './finding.ts';

/** What one key of Omni is and may do: keys fail one by one. @throws ConnectorError OMNI_… */
export async function checkKey(settings: Settings, key: Secret): Promise<Seen> {
  const identity = await askOmni(settings, [key], (session) => session.identity());
  const { keyScope, orgRole, canManageAttributes } = identity;
  const is = `Key scope ${keyScope}, role ${orgRole}.`;
  if (canManageAttributes) return `${is} It can create attributes.`;
  return {
    unsure: `${is} It is not known to be able to create attributes.`,
    fix: 'Where attributes are to be created from here, take a key that an Organization Admin has made, or one whose role may manage user attributes; an instance from before autumn 2026 has no API for it.',
  };
}
