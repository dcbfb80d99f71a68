import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import axios from 'axios';
import { createOktaOrgDouble, type OktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import { listen } from '../../local/shared/listen.ts';
import { createServerDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { syncAttribute } from '../sync/set-up.ts';
import { type ConnectorProcess, startProcess } from './connector-process.ts';
import { usePushSurroundings } from './push-surroundings.ts';

const SECRET = 'planted-hook-secret';
const PEOPLE = 12;

const surroundings = usePushSurroundings();
const stops: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** People on both sides, and what a connector needs to hear of them. */
async function world() {
  const { omni, environment, rows } = await surroundings.start(PEOPLE, { requestsPerMinute: Number.POSITIVE_INFINITY });
  const org = createOktaOrgDouble();
  const listening = await listen(org.app);
  stops.push(() => listening.close());
  syncAttribute(org, 'region');
  for (const { userName } of rows) {
    org.addUser({ login: userName });
    org.assign(userName);
  }
  const okta = {
    OKTA_ORG_URL: listening.url,
    OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
    OKTA_OMNI_APP_ID: org.appId,
    OKTA_HOOK_SECRET: SECRET,
  };
  const paced = { OMNI_REQUESTS_PER_MINUTE: '6000' };
  return { omni, org, rows, environment: { ...environment, ...okta, ...paced } };
}

/** A delivery that says of everybody that their profile has changed. */
const delivery = (org: OktaOrgDouble) => ({
  eventType: 'com.okta.event_hook',
  data: {
    events: org.state.users.map(({ id }) => ({
      uuid: randomUUID(),
      eventType: 'user.account.update_profile',
      outcome: { result: 'SUCCESS' },
      target: [{ type: 'User', id }],
    })),
  },
});

const deliver = async ({ url }: ConnectorProcess, org: OktaOrgDouble): Promise<number> =>
  (await axios.post(`${url}/v1/hooks/okta`, delivery(org), { headers: { authorization: SECRET } })).status;

test('what was answered with 204 has its effect, whenever the process is killed', async () => {
  const { omni, org, rows, environment } = await world();
  const settings = { ...environment, DATA_DIR: surroundings.folder() };
  const right = () => rows.filter(({ userName, values }) => omni.findUser(userName)?.values.region === values.region);
  let connector = await startProcess(settings);
  for (const { userName, values } of rows) org.updateProfile(userName, { regionOfUser: values.region });
  expect(await deliver(connector, org)).toBe(204);
  await connector.end('SIGKILL');
  // Killed right after the answer, in the middle of collecting, and in the middle of writing.
  for (const comesTo of [
    () => org.log.count({ path: '/api/v1/apps/' }) > 0,
    () => right().length >= 2,
    () => right().length >= PEOPLE / 2,
  ]) {
    connector = await startProcess(settings);
    await until(comesTo);
    await connector.end('SIGKILL');
  }
  connector = await startProcess(settings);
  await until(() => right().length === PEOPLE);
  await connector.end('SIGTERM');
});

test('two replicas take up what was told once, and either may be told', async () => {
  const { omni, org, rows, environment } = await world();
  const databaseUrl = await createServerDatabase();
  const settings = { ...environment, DATABASE_URL: databaseUrl.reveal() };
  const replicas = [await startProcess(settings), await startProcess(settings)];
  try {
    for (const { userName, values } of rows) org.updateProfile(userName, { regionOfUser: values.region });
    // The same events to both would be one delivery repeated; these are different events about the same people.
    expect(await Promise.all(replicas.map((replica) => deliver(replica, org)))).toEqual([204, 204]);
    await until(() => rows.every(({ userName, values }) => omni.findUser(userName)?.values.region === values.region));
    expect(omni.log.count({ method: 'PATCH' })).toBe(PEOPLE);
  } finally {
    await Promise.all(replicas.map((replica) => replica.end('SIGTERM')));
  }
});
