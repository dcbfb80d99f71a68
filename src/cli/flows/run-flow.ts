import { existsSync, readFileSync } from 'node:fs';
import { clientCredentials } from '../../../local/simulator/client-credentials.ts';
import { configured } from '../../../local/simulator/configure.ts';
import { eventCardOf } from '../../../local/simulator/deliver-events.ts';
import { hastyClock } from '../../../local/simulator/hasty-clock.ts';
import { directoryOf } from '../../../local/simulator/okta-directory.ts';
import type { FlowJson, PackJson } from '../../../local/simulator/pack.ts';
import { type FlowRun, Simulator } from '../../../local/simulator/simulator.ts';
import type { ValueObject } from '../../../local/simulator/value.ts';
import { SCOPES } from '../../actions/action.ts';
import { createLog } from '../../base/log.ts';
import { say } from '../push/terminal.ts';
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts';
import { findPack } from './read-packs.ts';
import { RunLog, summary } from './run-log.ts';
import { furnish, sampleEvent, sampleInput } from './samples.ts';

interface RunOptions {
  readonly flow?: string;
  readonly input?: ValueObject;
  /** A file, or JSON: fields of an event, or a list of events. */
  readonly event?: string;
  readonly set: readonly (readonly [key: string, value: string])[];
}

/** So that a run takes seconds where Omni's limit would take minutes. */
const REQUESTS_PER_MINUTE = 6_000;
const CONNECTOR_ERRORS = 'Connector Errors';

/** The flow asked for, or the first that starts by itself, or the first. */
function flowOf(pack: PackJson, name: string | undefined): FlowJson {
  const flows = Object.values(pack.data.flos);
  const starts = (flow: FlowJson): boolean => flow.data.scheduled || eventCardOf(flow) !== undefined;
  const flow = name === undefined ? (flows.find(starts) ?? flows[0]) : flows.find((one) => one.name === name);
  if (!flow) throw new Error(`The pack has no flow ${name}; it has: ${flows.map((one) => one.name).join(', ')}.`);
  return flow;
}

function eventsOf(given: string | undefined): readonly ValueObject[] {
  if (given === undefined) return [{}];
  const parsed = JSON.parse(existsSync(given) ? readFileSync(given, 'utf8') : given);
  return Array.isArray(parsed) ? parsed : [parsed];
}

async function start(simulator: Simulator, flow: FlowJson, sandbox: Sandbox, options: RunOptions): Promise<FlowRun> {
  const card = eventCardOf(flow);
  if (!card) return await simulator.run(flow.name, options.input ?? sampleInput(flow.name));
  const sample = sampleEvent(sandbox.oktaOrg, card, Date.now());
  return await simulator.deliver(flow.name, ...eventsOf(options.event).map((event) => ({ ...sample, ...event })));
}

async function runIn(sandbox: Sandbox, pack: PackJson, options: RunOptions): Promise<number> {
  furnish(sandbox);
  const { okta, client, connector } = sandbox;
  const ours = clientCredentials({
    tokenUrl: `${okta.issuer}/v1/token`,
    clientId: client.id,
    clientSecret: client.secret,
    scopes: SCOPES,
  });
  const settings = { baseUrl: connector.url, ...Object.fromEntries(options.set) };
  const simulator = new Simulator({
    pack: configured(pack, settings),
    // Every API Connector card of a pack calls the connector.
    connections: Object.fromEntries(Object.values(pack.data.configs).map(({ name }) => [name, ours])),
    okta: directoryOf(sandbox.oktaOrg),
    clock: hastyClock(),
    onCard: new RunLog(say).onCard,
  });
  const run = await start(simulator, flowOf(pack, options.flow), sandbox, options);
  await simulator.settled();
  say(summary(simulator));
  if (run.message !== '') say(`\nIt ${run.outcome}: ${run.message}`);
  if (Object.keys(run.values).length > 0) say(`\nReturned ${JSON.stringify(run.values, null, 2)}`);
  const failed = simulator.executions.some(({ outcome }) => outcome === 'failed');
  const hasErrors =
    simulator.tables.names.includes(CONNECTOR_ERRORS) && simulator.tables.rows(CONNECTOR_ERRORS).length > 0;
  return failed || hasErrors ? 1 : 0;
}

/** Runs a flow of a pack on a sandbox of its own. @returns the exit code: 1 when a flow or a call of it failed */
export async function runFlow(nameOrPath: string, options: RunOptions): Promise<number> {
  const pack = findPack(nameOrPath);
  flowOf(pack, options.flow);
  const log = createLog('silent');
  const sandbox = await startSandbox({ port: 0, switches: {}, requestsPerMinute: REQUESTS_PER_MINUTE, log });
  try {
    return await runIn(sandbox, pack, options);
  } finally {
    await sandbox.close();
  }
}
