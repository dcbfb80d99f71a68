import { expect, test } from '@jest/globals';
import axios from 'axios';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';

const start = useConnector();

/** Past the check against the document, which knows the plain forms alone. */
async function post(under: ConnectorUnderTest, body: object) {
  const headers = { authorization: `Bearer ${await under.token()}` };
  const url = `${under.connector.url}/v1/actions/push-users`;
  return await axios.post(url, body, { headers, validateStatus: () => true });
}

test('a dry run asked for by a text is one, and one that is misspelled writes nothing either', async () => {
  const under = await start();
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  const rows = [{ userName: 'ada@acme.example', values: { region: 'emea' } }];
  const ask = (dryRun: unknown) => post(under, { rows, dryRun });

  expect((await ask('true')).data).toMatchObject({ jobId: '', changedCount: 1 });
  for (const word of ['yes', 'True', null, '']) {
    expect((await ask(word)).data).toMatchObject({ statusCode: 400, details: [{ path: '/dryRun' }] });
  }
  expect(under.omni.findUser('ada@acme.example')?.values).toEqual({});
  expect((await ask('false')).data).toMatchObject({ status: 'done', changedCount: 1 });
});
