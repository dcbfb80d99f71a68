import { createTokenGuard } from '../../auth/token-guard.ts';
import type { Clock } from '../../base/clock.ts';
import type { Settings } from '../../config/settings.ts';
import { lookAtDatabase } from '../../store/look-at-database.ts';
import type { AskOmni } from '../one-off-clients.ts';
import { checkAddress } from './check-address.ts';
import { checkClient } from './check-client.ts';
import { checkClock } from './check-clock.ts';
import { checkKeys, checkMetadata } from './check-issuer.ts';
import { checkKey } from './check-key.ts';
import { type Host, reach } from './check-network.ts';
import { checkNotifications } from './check-notifications.ts';
import { checkOktaOrg, wantsOktaOrg } from './check-okta-org.ts';
import { checkPolicy } from './check-policy.ts';
import { checkCallback, checkPublicUrl, checkUnknown } from './check-settings.ts';
import { checkTables } from './check-tables.ts';
import { areInOrder, type Finding, look, lookInTurn } from './finding.ts';

/** The hosts that the connector talks to, each with an address that needs no credential. */
function hostsOf({ omniOrigin, oktaIssuer, oktaManagement: { orgUrl } }: Settings): Record<'omni' | 'okta', Host> & {
  readonly org: Host | undefined;
} {
  const keys = new URL(`${oktaIssuer}/v1/keys`);
  return {
    omni: { name: 'Omni', setting: 'OMNI_BASE_URL', url: new URL('/api/v1/whoami', omniOrigin) },
    okta: { name: 'Okta', setting: 'OKTA_ISSUER', url: keys },
    // Mostly the same host, with a way of its own to the same place.
    org:
      orgUrl && orgUrl !== keys.origin
        ? { name: 'Okta org', setting: 'OKTA_ORG_URL', url: new URL('/.well-known/okta-organization', orgUrl) }
        : undefined,
  };
}

/** The signing keys, what the server calls itself, and a token where there is a client to get one. */
async function checkIssuer(settings: Settings, environment: NodeJS.ProcessEnv, clock: Clock): Promise<Finding[]> {
  const { oktaIssuer: issuer, oktaAudience: audience, oktaClientIds: clientIds } = settings;
  const guard = createTokenGuard({ issuer, audience, clientIds, clock });
  await guard.start();
  guard.stop();
  const server = await lookInTurn([
    ['Okta keys', () => checkKeys(settings, guard)],
    ['Okta server', () => checkMetadata(settings)],
  ]);
  return areInOrder(server) ? [...server, ...(await checkClient(settings, guard, environment))] : server;
}

/** Each waits for its turn in the budget of its key alone. */
async function checkOmniKeys({ omniKeys }: Settings, askOmni: AskOmni): Promise<Finding[]> {
  const looks = omniKeys.map((key, index) => look(`Omni key ${index + 1}`, () => checkKey(askOmni, key)));
  return await Promise.all(looks);
}

/**
 * Looks at everything that the connector needs, one after the other, and changes nothing. What needs something that is
 * wrong is not looked at.
 */
export async function examine(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  askOmni: AskOmni,
  clock: Clock,
): Promise<Finding[]> {
  const hosts = hostsOf(settings);
  const omni = await reach(hosts.omni, environment, clock);
  const okta = await reach(hosts.okta, environment, clock);
  const org = hosts.org && (await reach(hosts.org, environment, clock));
  const ahead = [omni, okta, org].flatMap((reached) => reached?.aheadMs ?? []);
  const canAskOmni = areInOrder(omni.findings);
  const canAskOrg = areInOrder(org?.findings ?? okta.findings);
  return [
    await look('Settings', () => checkUnknown(settings)),
    await look('Address', () => checkAddress(settings)),
    await look('PUBLIC_URL', () => checkPublicUrl(settings)),
    await look('Callback', () => checkCallback(settings)),
    ...(await checkNotifications(settings)),
    await look('Database', () => lookAtDatabase(settings)),
    ...(await checkTables(settings)),
    ...omni.findings,
    ...okta.findings,
    ...(org?.findings ?? []),
    await look('Clock', () => checkClock(ahead)),
    ...(areInOrder(okta.findings) ? await checkIssuer(settings, environment, clock) : []),
    ...(wantsOktaOrg(settings) && canAskOrg ? await checkOktaOrg(settings) : []),
    ...(canAskOmni ? await checkOmniKeys(settings, askOmni) : []),
    ...(settings.policyFile && canAskOmni && canAskOrg ? await checkPolicy(settings, askOmni) : []),
  ];
}
