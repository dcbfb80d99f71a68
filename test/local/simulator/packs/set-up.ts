import { afterEach } from '@jest/globals';
import type { CardError } from '../../../../local/simulator/card-error.ts';
import { configured } from '../../../../local/simulator/configure.ts';
import { hastyClock } from '../../../../local/simulator/hasty-clock.ts';
import { directoryOf, type OktaDirectory } from '../../../../local/simulator/okta-directory.ts';
import { readPack } from '../../../../local/simulator/pack.ts';
import { Simulator, type SimulatorOptions } from '../../../../local/simulator/simulator.ts';
import type { Value, ValueObject } from '../../../../local/simulator/value.ts';
import type { Clock } from '../../../../src/base/clock.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../../../support/connector.ts';
import { until } from '../../../support/until.ts';
import { packTexts } from '../../../tools/flows/pack-reader.ts';
import { Gate } from '../gate.ts';

export const ADA = 'ada@acme.example';
export const BEN = 'ben@acme.example';
export const REFERENCE = 'blob_entity';

/** A connector with a door before it, between an Omni and an Okta that have the attribute the packs name. */
export interface World extends ConnectorUnderTest {
  readonly gate: Gate;
}

const NAMESPACE = 'urn:omni:params:1.0:UserAttribute';

/** Adds somebody to Okta with the department that the packs push, assigned to the Omni app, and to Omni. */
export function addUser({ omni, oktaOrg }: ConnectorUnderTest, login: string, department: string): string {
  const { id: externalId } = omni.addUser({ userName: login });
  const id = oktaOrg.addUser({ login, profile: { department, [REFERENCE]: department } });
  oktaOrg.assign(login, { externalId });
  return id;
}

/** What the local Omni holds of the attribute that the packs push. */
export const held = ({ omni }: ConnectorUnderTest, login = ADA): unknown => omni.findUser(login)?.values[REFERENCE];

/** Starts worlds; they end with the test. */
export function useWorld(): (options?: StartOptions) => Promise<World> {
  const start = useConnector();
  const gates: Gate[] = [];
  afterEach(async () => {
    for (const gate of gates.splice(0)) await gate.close();
  });
  return async (options = {}) => {
    const c = await start({ oktaOrg: {}, ...options });
    c.omni.addAttribute({ name: REFERENCE, label: 'Blob Entity', type: 'String' });
    c.oktaOrg.addUserAttribute(REFERENCE, { title: REFERENCE, type: 'string' });
    const names = { externalName: REFERENCE, externalNamespace: NAMESPACE };
    c.oktaOrg.addAppAttribute(REFERENCE, { title: REFERENCE, type: 'string', scope: 'NONE', ...names });
    c.oktaOrg.setMapping(REFERENCE, { expression: `user.${REFERENCE}`, pushStatus: 'PUSH' });
    const gate = new Gate(c.connector.url);
    await gate.open();
    gates.push(gate);
    return Object.assign(c, { gate });
  };
}

interface ImportOptions extends Partial<SimulatorOptions> {
  readonly settings?: Readonly<Record<string, Value>>;
  /** Changes the export before it is imported. */
  readonly edit?: (text: string) => string;
}

/** Jobs that can go on by themselves now. */
const AT_WORK = `SELECT FROM connector.jobs WHERE status IN ('queued', 'running') AND not_before <= connector.now_ms(NULL)`;

/** A flow that pauses goes on when the connector has done its work, however long a slow machine takes for that. */
function clockOf({ connector }: World): Clock {
  const { database } = connector.services;
  // A job may pause itself for a few seconds, and a pack asks 200 times at most.
  const clock = hastyClock(25);
  return {
    now: clock.now,
    sleep: async (ms, signal) => {
      await until(async () => (await database.query(AT_WORK)).length === 0);
      await clock.sleep(ms, signal);
    },
  };
}

/** A pack as it is imported and configured: through the door, with a good token, pauses that wait for the connector. */
export function imported(
  world: World,
  name: string,
  { settings = {}, edit = (text) => text, ...options }: ImportOptions = {},
): Simulator {
  const pack = configured(readPack(edit(packTexts.get(name) ?? '')), { baseUrl: world.gate.url, ...settings });
  const connection = { headers: async () => ({ Authorization: `Bearer ${await world.token()}` }) };
  return new Simulator({
    pack,
    connections: { 'Omni connector': connection },
    okta: directoryOf(world.oktaOrg),
    clock: clockOf(world),
    // A slow machine takes as long as it takes; what a time-out does is tried by itself.
    httpTimeoutMs: 600_000,
    ...options,
  });
}

/** Okta as it is, but for reads of one user. */
export function directoryWith(world: World, login: string, fault: () => CardError | undefined): OktaDirectory {
  const directory = directoryOf(world.oktaOrg);
  const { id } = world.oktaOrg.user(login);
  return {
    ...directory,
    find: (user) => {
      if (user !== id) return directory.find(user);
      const error = fault();
      // Without an error the user is not there any more.
      if (error) throw error;
      return undefined;
    },
  };
}

/** The rows of the table that every pack keeps its failed calls in. */
export const errors = (simulator: Simulator): ValueObject[] => simulator.tables.rows('Connector Errors');

/** The subjects that the flow Alert was run with. */
export const alerts = ({ trace }: Simulator): unknown[] =>
  trace
    .filter(({ flow, kind }) => flow === 'Alert' && kind === 'control:callable')
    .map(({ outputs }) => outputs.subject);

let events = 0;

/** An event about a user as Okta sends it. */
export function eventOf(world: ConnectorUnderTest, login: string, more: ValueObject = {}): ValueObject {
  const { id, profile } = world.oktaOrg.user(login);
  events += 1;
  // By the connector's clock, for which nothing of this may be in the future.
  const time = new Date(world.connector.services.clock.now() - 60_000 + events).toISOString();
  return {
    UUID: `event-${events}`,
    'Date and Time': time,
    'Event ID': `delivery-${events}`,
    'Event Time': time,
    'Okta User': { ID: id, 'Alternate ID': String(profile.login), 'Display Name': 'Somebody', Type: 'User' },
    ...more,
  };
}
