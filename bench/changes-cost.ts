/**
 * What it costs when Okta tells of changes: bursts of people whose profiles change at once, one key at 60 requests a
 * minute. The connector, the local Omni and the local Okta are the real ones; time is fast, and counted as it passes
 * for them.
 */
import { randomUUID } from 'node:crypto';
import Table from 'cli-table3';
import { createAuthorizationServer } from '../local/okta/authorization-server.ts';
import { createOktaOrgDouble, type OktaOrgDouble } from '../local/okta-org/okta-org-double.ts';
import { createOmniDouble } from '../local/omni/omni-double.ts';
import { createLog } from '../src/base/log.ts';
import { readSettings } from '../src/config/settings.ts';
import { startConnector } from '../src/connector.ts';
import { HOOK_EVENT_TYPES } from '../src/okta/hook-delivery.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { fastClock } from '../test/support/fast-clock.ts';
import { until } from '../test/support/until.ts';

const BURSTS = [1, 30, 300];
const SPEED = 50;
const PER_MINUTE = 60;
const OMNI_PAGE = 100;
const OKTA_PAGE = 500;
const EVERYBODY = 300;

const nameOf = (at: number): string => `p${at}@acme.example`;

/** An attribute in all three places. */
function mapRegion(org: OktaOrgDouble): void {
  const externalNamespace = 'urn:omni:params:1.0:UserAttribute';
  org.addUserAttribute('region', { title: 'Region', type: 'string' });
  org.addAppAttribute('region', { title: 'Region', type: 'string', externalName: 'region', externalNamespace });
  org.setMapping('region', { expression: 'user.region', pushStatus: 'PUSH' });
}

async function costOf(people: number) {
  const clock = fastClock(SPEED);
  const omni = createOmniDouble({ clock, requestsPerMinute: PER_MINUTE, switches: { listValues: 'include' } });
  const org = createOktaOrgDouble({ clock, switches: { hookTimeoutMs: 3_600_000 } });
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  mapRegion(org);
  for (let at = 0; at < EVERYBODY; at += 1) {
    omni.addUser({ userName: nameOf(at) });
    org.addUser({ login: nameOf(at) });
    org.assign(nameOf(at));
  }
  await org.hooksTold();
  const okta = await createAuthorizationServer({ audience: 'api://omni-connector', scopes: [], clients: [] });
  const [omniServer, orgServer, issuer] = [await omni.listen(), await org.listen(), await okta.listen()];
  const secret = randomUUID();
  const settings = readSettings({
    HOST: '127.0.0.1',
    PORT: '0',
    OMNI_BASE_URL: omniServer.url,
    OMNI_API_KEYS: omni.keys.organization.join(','),
    OMNI_REQUESTS_PER_MINUTE: `${PER_MINUTE}`,
    OKTA_ISSUER: issuer,
    OKTA_ORG_URL: orgServer.url,
    OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
    OKTA_OMNI_APP_ID: org.appId,
    OKTA_HOOK_SECRET: secret,
  });
  const database = await openDatabase({ dataDir: 'memory://' });
  const connector = await startConnector({ settings, database: clock.on(database), log: createLog('warn'), clock });
  org.addEventHook(`${connector.url}/v1/hooks/okta`, secret, HOOK_EVENT_TYPES);
  org.log.clear();
  const [omniBefore, begin] = [omni.log.count(), clock.now()];
  for (let at = 0; at < people; at += 1) org.updateProfile(nameOf(at), { region: `r-${at}` });
  await org.hooksTold();
  await until(async () => (await database.query('SELECT FROM connector.okta_hints')).length === 0);
  const seconds = (clock.now() - begin) / 1_000;
  const wrong = Array.from({ length: people }, (_, at) => omni.findUser(nameOf(at))?.values.region).filter(
    (region, at) => region !== `r-${at}`,
  ).length;
  const jobs = (await database.query(`SELECT FROM connector.jobs WHERE kind = 'changes'`)).length;
  const asked = org.log.filter({ path: '/api/v1' }).length;
  const cost = { okta: asked, omni: omni.log.count() - omniBefore, seconds, jobs, wrong };
  await connector.close();
  await Promise.all([okta.close(), orgServer.close(), omniServer.close(), database.close()]);
  return cost;
}

const table = new Table({
  head: ['people', 'jobs', 'Okta', 'least', 'Omni', 'least', 'seconds', 'least'],
  style: { head: [], border: [], compact: true },
});
for (const people of BURSTS) {
  const { okta, omni, seconds, jobs, wrong } = await costOf(people);
  if (wrong > 0) throw new Error(`${wrong} of ${people} values are wrong`);
  // The schema, and everybody's own or the pages; the definitions, everybody's search or the pages, and the writes.
  const leastOkta = 1 + Math.min(people, Math.ceil(EVERYBODY / OKTA_PAGE));
  const leastOmni = 1 + Math.min(people, Math.ceil(EVERYBODY / OMNI_PAGE)) + people;
  const leastSeconds = ((leastOmni - 1) * 60) / PER_MINUTE;
  table.push([people, jobs, okta, leastOkta, omni, leastOmni, seconds.toFixed(1), leastSeconds.toFixed(1)]);
}
process.stdout.write(
  `Profiles that change at once, of ${EVERYBODY} people, until all is written and read back by sample\n${table}\n`,
);
