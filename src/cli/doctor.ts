import Table from 'cli-table3';
import { createTokenGuard } from '../auth/token-guard.ts';
import { systemClock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { Settings } from '../config/settings.ts';
import { toConnectorError } from '../errors/connector-error.ts';
import { PolicyFile } from '../policy/policy-file.ts';
import { sourcedAttributes } from '../policy/sourced-attributes.ts';
import { openDatabase } from '../store/open-database.ts';
import { oktaOrgChecks, wantsOktaOrg } from './check-okta-org.ts';
import { askOmni } from './one-off-clients.ts';
import { printable } from './printable.ts';
import { say } from './push/terminal.ts';
import { readEnvironment } from './read-environment.ts';

/** One thing that was looked at. */
interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
}

async function look(check: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, found: await work() };
  } catch (thrown) {
    const error = toConnectorError(thrown);
    const found = error.code === 'INTERNAL' ? (thrown as Error).message : `${error.message} ${error.body('').fix}`;
    return { check, ok: false, found };
  }
}

/** One after the other: what they need of Okta is the same. */
async function checkAll(checks: ReturnType<typeof oktaOrgChecks>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { check, work } of checks) findings.push(await look(check, work));
  return findings;
}

async function checkDatabase(settings: Settings): Promise<string> {
  const database = await openDatabase(settings);
  const { kind } = database;
  await database.close();
  return kind === 'embedded' ? `The embedded database in ${settings.dataDir} works.` : 'The PostgreSQL server works.';
}

async function checkOkta({ oktaIssuer, oktaAudience, oktaClientIds }: Settings): Promise<string> {
  const rules = { issuer: oktaIssuer, audience: oktaAudience, clientIds: oktaClientIds };
  const guard = createTokenGuard({ ...rules, clock: systemClock });
  await guard.start();
  guard.stop();
  const { ready, kids, lastError } = guard.status();
  if (!ready) throw new Error(`${oktaIssuer}/v1/keys: ${lastError ?? 'no keys'}`);
  const hint = `Workflows gets its token from ${oktaIssuer}/v1/token: this needs an access policy with a rule for "No user", and DPoP off in the API Services app.`;
  return `${kids.length} signing keys. ${hint}`;
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

/** Checks everything that the connector needs and prints it as a table. @returns the exit code: 0 when all is well */
export async function doctor(environment: NodeJS.ProcessEnv): Promise<number> {
  const settings = readEnvironment(environment);
  const keys = settings.omniKeys.map((key, index) => ({ key, name: `Omni key ${index + 1}` }));
  const findings = [
    { check: 'Settings', ok: true, found: 'All settings are usable.' },
    await look('Database', () => checkDatabase(settings)),
    await look('Okta', () => checkOkta(settings)),
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
  for (const { check, ok, found } of findings) table.push([check, ok ? 'ok' : 'NO', printable(found)]);
  say(table.toString());
  return findings.every(({ ok }) => ok) ? 0 : 1;
}
