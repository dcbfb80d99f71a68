import { randomUUID } from 'node:crypto';
import { SCOPES } from '../../actions/action.ts';
import { actionByName } from '../../actions/registry.ts';
import { runnable } from '../../actions/run-action.ts';
import { OWN_CLIENTS } from '../../auth/own-clients.ts';
import { createLog } from '../../base/log.ts';
import { type Connector, startConnector } from '../../connector.ts';
import { toConnectorError } from '../../errors/connector-error.ts';
import type { ErrorBody } from '../../schema/types.ts';
import { DataDirInUse } from '../../store/data-dir-lock.ts';
import { openDatabase } from '../../store/open-database.ts';
import { readEnvironment } from '../read-environment.ts';
import type { Called, Engine } from './call-action.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Nobody waits behind a gateway here: a plan of any size is made in one call. */
const PATIENT = { workMs: DAY_MS, answerMs: DAY_MS };
/** No body is read here, but its rows are in memory. */
const MOST_BYTES = 32 * 1_048_576;
const CALLER = {
  clientId: OWN_CLIENTS.commandLine,
  subject: OWN_CLIENTS.commandLine,
  scopes: new Set<string>(SCOPES),
  expiresAt: Number.POSITIVE_INFINITY,
};

async function run<Output>({ services }: Pick<Connector, 'services'>, name: string, input: object): Promise<Output> {
  const action = actionByName.get(name);
  if (!action) throw new Error(`there is no action ${name}`);
  const { read, run: call } = runnable(action, services, PATIENT);
  const { text } = await call({ input: read(input), caller: CALLER, requestId: randomUUID(), resumed: false });
  return JSON.parse(text) as Output;
}

function lockedOut(thrown: unknown): never {
  if (!(thrown instanceof DataDirInUse)) throw thrown;
  throw new Error(`${thrown.message} To go through the connector that runs there: --url https://…`);
}

/** A connector inside of this process. */
export interface LocalConnector extends Pick<Connector, 'services'> {
  close(): Promise<void>;
}

/**
 * Runs a connector inside of this process, with the settings of the environment, reachable on loopback only. Its jobs
 * are those of the database: what is unfinished goes on with whoever opens that next.
 */
export async function localConnector(environment: NodeJS.ProcessEnv): Promise<LocalConnector> {
  const settings = { ...readEnvironment(environment), host: '127.0.0.1', port: 0 };
  // Standard output belongs to the command.
  const log = createLog('error', process.stderr);
  const database = await openDatabase({ ...settings, log });
  const connector = await startConnector({ settings, database, log }).catch(async (thrown) => {
    await database.close();
    throw thrown;
  });
  return {
    services: connector.services,
    async close() {
      await connector.close();
      await database.close();
    },
  };
}

/** A connector inside of this process, to call actions of. */
export async function localEngine(environment: NodeJS.ProcessEnv): Promise<Engine> {
  const connector = await localConnector(environment).catch(lockedOut);
  return {
    afterwards: 'The job stops with this process and goes on with the next start of the connector on this database.',
    option: '',
    most: { rows: connector.services.settings.maxPushRows, bytes: MOST_BYTES },
    call: async <Output>(name: string, input: object): Promise<Called<Output>> => {
      try {
        return { output: await run<Output>(connector, name, input) };
      } catch (thrown) {
        const error = toConnectorError(thrown);
        if (error.code === 'INTERNAL') throw thrown;
        return { error: error.body('') as ErrorBody };
      }
    },
    close: () => connector.close(),
  };
}
