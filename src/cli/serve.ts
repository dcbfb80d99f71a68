import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { startTracing } from '../base/start-tracing.ts';
import { startConnector } from '../connector.ts';
import { openDatabase } from '../store/open-database.ts';
import { waitForDatabase } from '../store/wait-for-database.ts';
import { fail } from './fail.ts';
import { readEnvironment } from './read-environment.ts';
import { stopSignal } from './stop-signal.ts';

export interface ServeOptions {
  /** The database was put back from a copy. */
  readonly restored: boolean;
}

/** Runs the connector until a signal; then finishes the calls that are running and ends. */
export async function serve(environment: NodeJS.ProcessEnv, { restored }: ServeOptions): Promise<void> {
  const settings = readEnvironment(environment);
  const log = createLog(settings.logLevel);
  for (const line of settings.unknown) log.warn(line);
  const stopTracing = await startTracing(environment, { log, clock: systemClock });
  const open = () => openDatabase({ ...settings, log });
  const database = await waitForDatabase(open, { clock: systemClock, log }).catch(fail);
  const connector = await startConnector({ settings, database, log, processMetrics: true, restored }).catch(
    async (thrown) => {
      await database.close();
      return fail(thrown);
    },
  );
  // A policy or a secret that was replaced is found anyway; who sends the signal does not want to wait for it.
  process.on('SIGHUP', () => void connector.reload());
  const signal = stopSignal();
  log.info({ url: connector.url, publicUrl: settings.publicUrl, omni: settings.omniOrigin }, 'listening');

  log.info({ signal: await signal }, 'stopping');
  await connector.close();
  await database.close();
  await stopTracing();
}
