import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { startTracing } from '../base/start-tracing.ts';
import { openDatabase } from '../store/open-database.ts';
import { waitForDatabase } from '../store/wait-for-database.ts';
import { fail } from './fail.ts';
import { readEnvironment } from './read-environment.ts';
import { stopSignal } from './stop-signal.ts';
import { openDoor } from './store/door.ts';

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
  const opening = waitForDatabase(open, { clock: systemClock, log }).catch(fail);
  // Loaded meanwhile: reading and compiling the database leaves this thread idle.
  const { startConnector } = await import('../connector.ts');
  const database = await opening;
  const connector = await startConnector({ settings, database, log, processMetrics: true, restored }).catch(
    async (thrown) => {
      await database.close();
      return fail(thrown);
    },
  );
  const closeDoor = database.kind === 'embedded' ? await openDoor(settings.dataDir, database, log) : undefined;
  // A policy or a secret that was replaced is found anyway; who sends the signal does not want to wait for it.
  process.on('SIGHUP', () => void connector.reload());
  const signal = stopSignal();
  log.info({ url: connector.url, publicUrl: settings.publicUrl, omni: settings.omniOrigin }, 'listening');

  log.info({ signal: await signal }, 'stopping');
  await closeDoor?.();
  await connector.close();
  await database.close();
  await stopTracing();
}
