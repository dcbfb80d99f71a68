import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OmniSwitches } from '../../local/omni/switches.ts';
import { knownFacts } from '../../src/cli/doctor/known-facts.ts';
import { withOmni } from '../../src/cli/one-off-clients.ts';
import { readSettings } from '../../src/config/settings.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  world.omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  world.omni.addUser({ userName: 'ben@acme.example', values: { seats: 12 } });
  world.omni.addUser({ userName: 'cleo@acme.example' });
});
afterAll(() => world.close());

function tell(environment: Readonly<Record<string, string>>, now: number) {
  const settings = readSettings(environment);
  return withOmni(settings, (askOmni) => knownFacts(settings, askOmni, now));
}

async function learn(switches: Partial<OmniSwitches>, environment = world.environment) {
  const before = { ...world.omni.switches };
  Object.assign(world.omni.switches, switches);
  const facts = await tell(environment, Date.now());
  Object.assign(world.omni.switches, before);
  return Object.fromEntries(facts.map(({ fact, value }) => [fact, value]));
}

test('one instance', async () => {
  expect(await learn({ listValues: 'omit', numbersAs: 'number', cleared: 'absent', readSystem: 'no' })).toEqual({
    openApi: 'published',
    createAttributes: 'published',
    selectableValues: 'published',
    whoami: 'answers',
    listValues: 'left out',
    readValues: 'shown',
    numbersAs: 'numbers',
    emptyAs: 'absent',
    systemValues: 'left out',
    models: 'told',
    extensionModels: 'told',
    connections: 'told',
    connectionEnvironments: 'told',
    emailOnlyUsers: 'told',
  });
});

test('another one', async () => {
  const other = {
    listValues: 'include',
    numbersAs: 'string',
    cleared: 'null',
    readSystem: 'yes',
    whoami: '404',
    definitionWrites: 'off',
    models: 'forbidden',
    connections: 'missing',
  } as const;
  expect(await learn(other)).toMatchObject({
    createAttributes: 'missing',
    selectableValues: 'missing',
    whoami: 'missing',
    listValues: 'carried',
    numbersAs: 'texts',
    emptyAs: 'null',
    systemValues: 'shown',
    models: 'forbidden',
    connections: 'missing',
  });
});

test('what was learned is remembered, and what an instance no longer tells is still known', async () => {
  await learn({});
  for (const { userName } of world.omni.users) world.omni.remove(userName);
  const facts = await tell(world.environment, Date.now() + 60_000);
  const [now] = facts.filter(({ fact }) => fact === 'models');
  const [earlier] = facts.filter(({ fact }) => fact === 'numbersAs');
  expect(earlier?.value).toBe('numbers');
  expect(Date.parse(earlier?.learnedAt ?? '')).toBeLessThan(Date.parse(now?.learnedAt ?? ''));
});
