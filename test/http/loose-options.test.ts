import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';

const start = useConnector();

test('a dry run asked for by a text is one, and one that is misspelled writes nothing either', async () => {
  const under = await start();
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  const rows = [{ userName: 'ada@acme.example', values: { region: 'emea' } }];
  const ask = (dryRun: unknown) => under.call('push-users', { rows, dryRun });

  expect((await ask('true')).body).toMatchObject({ jobId: '', changedCount: 1 });
  for (const word of ['yes', 'True', null, '']) {
    expect((await ask(word)).body).toMatchObject({ statusCode: 400, details: [{ path: '/dryRun' }] });
  }
  expect(under.omni.findUser('ada@acme.example')?.values).toEqual({});
  expect((await ask('false')).body).toMatchObject({ status: 'done', changedCount: 1 });
});

test('a field of a card that nobody filled in counts as left out, and the call writes', async () => {
  const under = await start();
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'analyst.01@acme.example' });
  const body = { userName: 'analyst.01@acme.example', values: { region: 'x' } };
  const answer = await under.call('set-user-values', { ...body, emptyText: '', eventId: null, eventTime: '' });
  expect(answer).toMatchObject({ status: 200, body: { changed: true, verified: true } });
});
