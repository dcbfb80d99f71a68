import { beforeEach, describe, expect, test } from '@jest/globals';
import { createOktaOrgDouble, type OktaOrgDouble } from '../../../local/okta-org/okta-org-double.ts';
import { CardError } from '../../../local/simulator/card-error.ts';
import { directoryOf } from '../../../local/simulator/okta-directory.ts';
import { get } from '../../../tools/flows/cards/objects.ts';
import { readUser, streamUsers } from '../../../tools/flows/cards/okta-cards.ts';
import { returnValues } from '../../../tools/flows/cards/return-values.ts';
import { parseJson } from '../../../tools/flows/cards/texts.ts';
import { profileUpdated } from '../../../tools/flows/catalogue/okta-events.ts';
import { eventFlowOn, helperFlow } from '../../../tools/flows/flow.ts';
import { simulate } from './sample-flows.ts';

const ADA = 'ada@acme.example';
const BEN = 'ben@acme.example';

let org: OktaOrgDouble;
const okta = () => ({ okta: directoryOf(org) });
beforeEach(() => {
  org = createOktaOrgDouble();
  org.addUser({ login: ADA, profile: { department: 'north', city: 'Graz' } });
  org.addUser({ login: BEN, status: 'SUSPENDED' });
});

const read = helperFlow('Read', '', { user: 'string' }, (start) => {
  const user = readUser('Read User', start.out('user'), ['login', 'department']);
  return [user, returnValues({ id: user.out('ID'), status: user.out('Status'), department: user.out('department') })];
});

describe('Read User', () => {
  test('finds by id and by login, and gives null for what the profile does not have', async () => {
    const simulator = simulate([read], okta());
    const { id } = org.user(ADA);
    const ada = { id, status: 'ACTIVE', department: 'north' };
    expect((await simulator.run('Read', { user: ADA.toUpperCase() })).values).toEqual(ada);
    expect((await simulator.run('Read', { user: id })).values).toEqual(ada);
    expect((await simulator.run('Read', { user: BEN })).values).toMatchObject({
      status: 'SUSPENDED',
      department: null,
    });
  });

  test.each([['nobody'], ['']])('fails with 404 for "%s"', async (user) => {
    const simulator = simulate([read], okta());
    expect(await simulator.run('Read', { user })).toMatchObject({ outcome: 'failed' });
    expect(simulator.cards('Read', 'Read User')[0]?.error?.object).toMatchObject({ statusCode: 404 });
  });
});

describe('List Users with Search, streamed', () => {
  const note = helperFlow('Note', '', { Record: 'object', State: 'object' }, (start) => {
    const login = get('Login', start.out('Record'), 'Login');
    const state = get('Run', start.out('State'), 'run');
    // Okta's user without a city makes the run fail.
    return [login, state, parseJson('Fail for Ben', login.out('output'), 'object')];
  });
  const list = helperFlow('List', '', { search: 'string', run: 'string' }, (start) => {
    const streamed = streamUsers('Stream', start.out('search'), note, { run: start.out('run') });
    return [streamed, returnValues({ count: streamed.out('Records Streamed') })];
  });
  const streamed = async (search: string) => {
    const simulator = simulate([list, note], okta());
    const run = await simulator.run('List', { search, run: 'r1' });
    return { run, logins: simulator.cards('Note', 'Login').map(({ outputs }) => outputs.output), simulator };
  };

  test.each([
    ['', [ADA, BEN]],
    ['status eq "ACTIVE"', [ADA]],
    ['profile.department eq "north" and status eq "ACTIVE"', [ADA]],
    ['profile.login sw "b"', [BEN]],
  ])('runs the helper flow for each user that "%s" finds, also after one that fails', async (search, logins) => {
    const found = await streamed(search);
    expect(found.run.values).toEqual({ count: logins.length });
    expect(found.logins).toEqual(logins);
  });

  test('hands on the state', async () => {
    const { simulator } = await streamed('');
    expect(simulator.cards('Note', 'Run')[0]?.outputs).toEqual({ output: 'r1' });
  });

  test('refuses a search that is none', async () => {
    expect((await streamed('status is active')).run.outcome).toBe('failed');
  });
});

describe('an event', () => {
  const flow = eventFlowOn('On Event', '', profileUpdated, (event) => [
    get('User ID', event.out('Okta User'), 'ID'),
    parseJson('Fail for Text', event.out('Message'), 'object'),
    get('Afterwards', event.out('Okta User'), 'ID'),
  ]);
  const user = (ID: string) => ({ ID, 'Alternate ID': '', 'Display Name': '', Type: 'User' });

  test('runs the flow for each event of a delivery, also after one that fails', async () => {
    const simulator = simulate([flow], { connections: {} });
    const run = await simulator.deliver(
      'On Event',
      { Message: 'no JSON', 'Okta User': user('1') },
      { Message: '{}', 'Okta User': user('2') },
    );
    expect(run.outcome).toBe('done');
    expect(simulator.cards('On Event', 'User ID').map(({ outputs }) => outputs.output)).toEqual(['1', '2']);
    expect(simulator.cards('On Event', 'Afterwards').map(({ outputs }) => outputs.output)).toEqual(['2']);
    expect(simulator.cards('On Event', 'Fail for Text')[0]?.error).toBeInstanceOf(CardError);
  });

  test('with a field that events of its kind do not have is refused', async () => {
    const simulator = simulate([flow]);
    await expect(simulator.deliver('On Event', { Colour: 'red' })).rejects.toThrow(
      'field "Colour": events of this kind',
    );
    await expect(simulate([read]).deliver('Read', {})).rejects.toThrow('does not run on an event');
  });
});
