import { version } from '../base/version.ts';
import type { OmniIdentity } from '../omni/identity.ts';
import type { KeyHealth } from '../omni/key-ring.ts';
import type { PingInput, PingOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

const KEY_WORDS = {
  organization: 'an organization key',
  user: 'a personal token',
  unknown: 'a key that may use SCIM',
} as const;

function message(host: string, { keyScope, orgRole, canManageAttributes }: OmniIdentity): string {
  const connected = `Connected to ${host} with ${KEY_WORDS[keyScope]}.`;
  if (canManageAttributes) return connected;
  if (orgRole === 'MEMBER')
    return `${connected} Its maker is no Organization Admin: whether it may create attributes is unknown until tried.`;
  if (orgRole === 'unknown') return `${connected} This instance does not tell whether the key may create attributes.`;
  return `${connected} This instance does not publish an API for creating attributes.`;
}

const refusedKeys = (refused: readonly KeyHealth[]): string =>
  refused.length === 0
    ? ''
    : ` Omni refuses the keys at these places of OMNI_API_KEYS: ${refused.map(({ number }) => number).join(', ')}.`;

/** Tests the connection from the card to Omni. The answer is kept for five minutes: Workflows asks far more often. */
export default defineAction<PingInput, PingOutput>({
  name: 'ping',
  title: 'Test Connection',
  description: 'Tests whether the connector reaches Omni, and tells what its key may do.',
  group: 'Connection',
  scope: undefined,
  effect: 'read',
  omniRequests: 3,
  throws: ['OMNI_KEY_NOT_ORGANIZATION'],
  async run({ omni, instance, settings }) {
    const identity = await omni.identity();
    const refused = instance.keys().filter((key) => key.refused);
    const { omniHost: host } = settings;
    return {
      ok: true,
      message: `${message(host, identity)}${refusedKeys(refused)}`,
      version,
      omniInstance: host,
      omniKeyCount: settings.omniKeys.length,
      omniKeysRefused: refused.length,
      omniKeyScope: identity.keyScope,
      omniOrgRole: identity.orgRole,
      canManageAttributes: identity.canManageAttributes,
    };
  },
});
