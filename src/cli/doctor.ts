import Table from 'cli-table3';
import { createTokenGuard } from '../auth/token-guard.ts';
import { systemClock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { Settings } from '../config/settings.ts';
import { PolicyFile } from '../policy/policy-file.ts';
import { sourcedAttributes } from '../policy/sourced-attributes.ts';
import { lookAtDatabase } from '../store/look-at-database.ts';
import { oktaOrgChecks, wantsOktaOrg } from './check-okta-org.ts';
import { checkAddress } from './doctor/check-address.ts';
import { checkToken } from './doctor/check-token.ts';
import { type Finding, look, type Seen } from './doctor/finding.ts';
import { askOmni } from './one-off-clients.ts';
import { printable } from './printable.ts';
import { say } from './push/terminal.ts';
import { readEnvironment } from './read-environment.ts';

function checkSettings({ unknown }: Settings): Seen {
  return unknown.length === 0 ? 'All settings are usable.' : { unsure: unknown.join('\n') };
}

/** One after the other: what they need of Okta is the same. */
async function checkAll(checks: ReturnType<typeof oktaOrgChecks>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { check, work } of checks) findings.push(await look(check, work));
  return findings;
}

function checkPublicUrl({ publicUrl }: Settings): Seen {
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
  if (!isLoopback) return `The OpenAPI document says ${publicUrl}. Whether Okta reaches it, its first call tells.`;
  return {
    unsure: `PUBLIC_URL is ${publicUrl}, where Okta reaches nothing: set it before you import the OpenAPI document.`,
  };
}

/** The signing keys, and a token where there is a client to get one. */
async function checkOkta(settings: Settings, environment: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const { oktaIssuer, oktaAudience, oktaClientIds } = settings;
  const rules = { issuer: oktaIssuer, audience: oktaAudience, clientIds: oktaClientIds };
  const guard = createTokenGuard({ ...rules, clock: systemClock });
  await guard.start();
  guard.stop();
  const keys = await look('Okta', async () => {
    const { ready, kids, lastError } = guard.status();
    if (!ready) throw new Error(`${oktaIssuer}/v1/keys: ${lastError ?? 'no keys'}`);
    const hint = `Workflows gets its token from ${oktaIssuer}/v1/token: this needs an access policy with a rule for "No user", and DPoP off in the API Services app.`;
    return `${kids.length} signing ${kids.length === 1 ? 'key' : 'keys'}. ${hint}`;
  });
  return keys.state === 'ok' ? [keys, await look('Token', () => checkToken(settings, guard, environment))] : [keys];
}

/** Keys fail one by one, so each is tested by itself. */
async function checkOmni(settings: Settings, key: Secret): Promise<string> {
  const identity = await askOmni(settings, [key], (session) => session.identity());
  const { keyScope, orgRole, canManageAttributes } = identity;
  const manage = canManageAttributes ? 'It can create attributes.' : 'It is not known to be able to create attributes.';
  return `Key scope ${keyScope}, role ${orgRole}. ${manage}`;
}

/** A server that runs goes on with the last good policy, and could not start again with this one. */
async function checkPolicy(file = ''): Promise<string> {
  const { attributes } = new PolicyFile(file).policy;
  const sourced = sourcedAttributes(attributes).length;
  return `${attributes.length} attributes, ${sourced} of them with a source. policy check --online asks Okta and Omni about them.`;
}

/**
 * Looks at everything that the connector needs, changes nothing, and prints what it has found as a table.
 *
 * @returns the exit code: 0 when nothing is wrong
 */
export async function doctor(environment: NodeJS.ProcessEnv): Promise<number> {
  const settings = readEnvironment(environment);
  const keys = settings.omniKeys.map((key, index) => ({ key, name: `Omni key ${index + 1}` }));
  const findings = [
    await look('Settings', async () => checkSettings(settings)),
    await look('Address', () => checkAddress(settings)),
    await look('PUBLIC_URL', async () => checkPublicUrl(settings)),
    await look('Database', () => lookAtDatabase(settings)),
    ...(await checkOkta(settings, environment)),
    ...(settings.policyFile ? [await look('Policy', () => checkPolicy(settings.policyFile))] : []),
    ...(wantsOktaOrg(settings) ? await checkAll(oktaOrgChecks(settings)) : []),
    ...(await Promise.all(keys.map(({ key, name }) => look(name, () => checkOmni(settings, key))))),
  ];
  const table = new Table({
    head: ['check', '', 'found'],
    colWidths: [14, 5, 90],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { check, state, found } of findings) table.push([check, state, printable(found)]);
  say(table.toString());
  return findings.every(({ state }) => state !== 'NO') ? 0 : 1;
}
