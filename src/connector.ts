import { markStart } from './apply/incarnation.ts';
import { putBack } from './apply/put-back.ts';
import { noteAbandonedIntents, settleAbandonedIntents } from './apply/recover-intents.ts';
import { createTokenGuard } from './auth/token-guard.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { drained } from './base/drained.ts';
import type { Log } from './base/log.ts';
import { createMetrics } from './base/metrics.ts';
import { startCallbacks } from './callbacks/callbacks.ts';
import { connectOkta, connectOmni } from './clients.ts';
import type { Settings } from './config/settings.ts';
import { consoleRoutes } from './console/console.ts';
import { followFiles, openPolicy } from './followed-files.ts';
import { createApp } from './http/app.ts';
import { serve } from './http/serve.ts';
import { type JobKinds, runJob } from './jobs/run-job.ts';
import { type JobWorker, startWorker } from './jobs/worker.ts';
import { lookForAlarms } from './notifications/look-for-alarms.ts';
import { startNotifications } from './notifications/notifications.ts';
import { keepFresh } from './pushes/keep-fresh.ts';
import { pushKind, undoKind } from './pushes/push-kind.ts';
import { sampleMemory } from './pushes/sample-memory.ts';
import { coverageKind, driftKind, usageKind } from './reports/report-kinds.ts';
import { configuredSchedules } from './schedules/configured-schedules.ts';
import { checkScheduleCallback, startSchedules } from './schedules/schedules.ts';
import type { Services } from './services.ts';
import { auditPlace } from './store/audit-entry.ts';
import { beginAuditKey, readAuditHead } from './store/audit-head.ts';
import type { Database } from './store/database.ts';
import { dateDoubtAnew } from './store/doubt.ts';
import { logFailure } from './store/log-failure.ts';
import { pruneAudit } from './store/prune-audit.ts';
import { purgeExpired, purgeJobs } from './store/purge.ts';
import { reclaimSpace } from './store/reclaim-space.ts';
import { watchDatabase } from './store/watch-database.ts';
import { heedClock } from './store/wish-clock.ts';
import { openWriteTests } from './store/write-tests.ts';
import { changesKind } from './sync/changes/changes-kind.ts';
import { type ChangesWatch, startChanges } from './sync/changes/start-changes.ts';
import { syncKind } from './sync/sync-kind.ts';

const DAY_MS = 86_400_000;
/** Not at the start, which would wait for it. */
const TIDY = { everyMs: 600_000, afterMs: 10_000 };
/** A write whose outcome nobody knows is looked for this often; mostly there is none. */
const SETTLE_EVERY_MS = 5_000;
/** A policy that was replaced is followed after this long, and the file of a secret told of. */
const FILES_EVERY_MS = 5_000;
const AUDIT_HEAD_EVERY_MS = 3_600_000;
const ALARMS_EVERY_MS = 30_000;

export interface ConnectorOptions {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Log;
  readonly clock?: Clock;
  /** Also measures the Node process; one connector per process may. */
  readonly processMetrics?: boolean;
  /** The database was put back from a copy: nothing that it remembers counts, and its open jobs wait for a decision. */
  readonly restored?: boolean;
}

/** A running connector. */
export interface Connector {
  readonly url: string;
  readonly services: Services;
  /** Looks now whether the policy and the files of secrets were replaced; it does so from time to time anyway. */
  reload(): Promise<void>;
  /** Finishes the calls that are running, then closes; the database stays the caller's. */
  close(): Promise<void>;
}

/**
 * Does something from time to time. A failure is told to the log, and the next time may do.
 *
 * @param when how often and after how long for the first time, in milliseconds; one number: now and so often
 * @returns stops it; resolves when nothing is being done any more, after 10 s at the latest
 */
function every(
  when: number | { readonly everyMs: number; readonly afterMs: number },
  { log, clock }: Services,
  what: string,
  work: () => Promise<void>,
): () => Promise<void> {
  const { everyMs, afterMs } = typeof when === 'number' ? { everyMs: when, afterMs: 0 } : when;
  let running: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    const done = work().catch((err: unknown) => logFailure(log, { err }, `${what}, which is tried again`));
    running = Promise.all([running, done]);
  };
  if (afterMs === 0) run();
  const first = afterMs > 0 ? setTimeout(run, afterMs).unref() : undefined;
  const timer = setInterval(run, everyMs).unref();
  return async () => {
    clearTimeout(first);
    clearInterval(timer);
    await drained(clock, running);
  };
}

/** Removes what has outlived its use. */
async function tidy({ database, settings, clock }: Services): Promise<void> {
  const { retention } = settings;
  await purgeExpired(database, retention);
  await purgeJobs(database, retention);
  const now = clock.now();
  if (retention.auditDays > 0) await pruneAudit(database, now - retention.auditDays * DAY_MS, now);
  await reclaimSpace(database);
}

/** Tells the log where the audit log ends, as `audit verify --expect` takes it: a tail that is cut off later shows. */
async function tellAuditHead({ database, log }: Services): Promise<void> {
  log.info({ auditHead: auditPlace(await readAuditHead(database)) }, 'the audit log ends here');
}

/** Every kind of job that there is. A retry is a push of rows that have failed. */
const KINDS: JobKinds = {
  push: pushKind,
  retry: pushKind,
  undo: undoKind,
  sync: syncKind,
  changes: changesKind,
  drift: driftKind,
  coverage: coverageKind,
  usage: usageKind,
};

/**
 * Takes over what an earlier process has left, and marks the start.
 *
 * @returns marks the stop; without the database there is no mark, and the next start calls it killed
 */
async function takeOver(services: Services, restored: boolean): Promise<() => Promise<void>> {
  const { database, log, clock } = services;
  await beginAuditKey(database, clock.now());
  const markStop = await markStart(services, restored ? 'restored' : 'start');
  if (restored) log.warn(await putBack(services), 'the database was put back: nothing that it remembers counts');
  else await noteAbandonedIntents(services, database.kind === 'embedded');
  for (const { omniUserId, reference } of await openWriteTests(database)) {
    log.warn({ omniUserId, reference }, 'a write test was cut off: doctor --write-test puts the value back');
  }
  return () =>
    markStop().catch((err: unknown) => logFailure(log, { err }, 'the stop could not be marked in the database'));
}

/** Ends what was started, the latest first. */
async function endAll(stops: readonly (() => unknown)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

/**
 * Starts the connector: settles what an earlier stop cut off, loads the signing keys, listens.
 *
 * @throws StartProblem when the address cannot be listened on, or SCHEDULE_CALLBACK_URL may not be called; Error when
 *   the policy cannot be followed
 */
export async function startConnector(options: ConnectorOptions): Promise<Connector> {
  const { settings, log, clock = systemClock, processMetrics = false, restored = false } = options;
  const ended = new AbortController();
  const database = watchDatabase(options.database, { log, clock, ended: ended.signal });
  checkScheduleCallback(settings);
  const metrics = createMetrics(processMetrics);
  const policy = await openPolicy(settings);
  const parts = { settings, database, clock, metrics, policy, log };
  let jobs: JobWorker | undefined;
  const stopping = new AbortController();
  const worker = { wake: () => jobs?.wake(), stopping: stopping.signal };
  let watch: ChangesWatch | undefined;
  const changes = { wake: () => watch?.wake() };
  const clients = { instance: connectOmni(parts), okta: connectOkta(parts) };
  const services: Services = { ...parts, ...clients, worker, changes };
  const cannotTell = 'the end of the audit log could not be told';
  const stops: (() => unknown)[] = [
    await takeOver(services, restored),
    () => tellAuditHead(services).catch((err: unknown) => logFailure(log, { err }, cannotTell)),
  ];
  try {
    const guard = createTokenGuard({
      issuer: settings.oktaIssuer,
      audience: settings.oktaAudience,
      clientIds: settings.oktaClientIds,
      clock,
    });
    stops.push(() => guard.stop());
    await guard.start();
    const app = createApp(services, guard, () => stopping.signal.aborted, consoleRoutes(services));
    const listening = await serve(app, settings.host, settings.port);
    const started = [() => listening.close()];
    // These end together: none waits for another, and a call that is answered last may still need the worker.
    stops.push(() => Promise.all(started.map((stop) => stop())));
    started.push(await sampleMemory(services));
    jobs = await startWorker({ database, run: runJob(services, KINDS), log, clock });
    if (settings.hookSecret) {
      watch = startChanges(services);
      started.push(watch.stop);
    }
    started.push(
      jobs.stop,
      startCallbacks(services),
      startNotifications(services),
      startSchedules(services, configuredSchedules(services)),
    );
    started.push(
      every(AUDIT_HEAD_EVERY_MS, services, cannotTell, () => tellAuditHead(services)),
      every(TIDY, services, 'the database could not be tidied up', () => tidy(services)),
      every(SETTLE_EVERY_MS, services, 'writes that were cut off could not be settled', () =>
        settleAbandonedIntents(services),
      ),
      every(SETTLE_EVERY_MS, services, 'what is in doubt could not be looked at', async () => {
        await heedClock(database);
        await dateDoubtAnew(database);
      }),
    );
    const { slackWebhook, email } = settings.notifications;
    if (slackWebhook || email)
      started.push(every(ALARMS_EVERY_MS, services, 'nobody looked for alarms', lookForAlarms(services)));
    const reload = () => followFiles(services);
    started.push(every(FILES_EVERY_MS, services, 'the policy could not be read', reload), keepFresh(services));
    stops.push(() => stopping.abort());
    const close = () => endAll(stops).finally(() => ended.abort());
    return { url: listening.url, services, reload, close };
  } catch (thrown) {
    stopping.abort();
    await endAll(stops);
    throw thrown;
  }
}
