import { withOktaLease } from './apply/okta-lease.ts';
import { recoverIntents } from './apply/recover-intents.ts';
import { createTokenGuard } from './auth/guard.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Settings } from './config/settings.ts';
import { createApp } from './http/app.ts';
import { type Listening, serve } from './http/serve.ts';
import { startCallbacks } from './jobs/callbacks.ts';
import { keepFresh } from './jobs/keep-fresh.ts';
import { type PushWorker, startPushWorker } from './jobs/push-worker.ts';
import { runPush } from './jobs/run-push.ts';
import { configuredSchedules } from './jobs/schedule/configured-schedules.ts';
import { checkScheduleCallback, startSchedules } from './jobs/schedule/schedules.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOkta } from './okta/okta.ts';
import type { OktaOrg } from './okta/okta-org.ts';
import { createOmni, type Omni } from './omni/omni.ts';
import { createTransport } from './omni/transport.ts';
import type { Services } from './services.ts';
import type { Database } from './store/database.ts';
import { reserveSlot, slowDown } from './store/key-slots.ts';
import { forgetOmniUser, recallOmniUser, rememberOmniUser } from './store/omni-users.ts';
import { purgeExpired } from './store/purge.ts';
import { purgePushes } from './store/purge-pushes.ts';

const TIDY_EVERY_MS = 600_000;

export interface ConnectorOptions {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Log;
  readonly clock?: Clock;
  /** Also measures the Node process; one connector per process may. */
  readonly processMetrics?: boolean;
}

/** A running connector. */
export interface Connector {
  readonly url: string;
  readonly services: Services;
  /** Finishes the calls that are running, then closes; the database stays the caller's. */
  close(): Promise<void>;
}

/** The client of the Omni instance, with its budget and its remembered ids in the database. */
function connectOmni({
  settings,
  database,
  clock,
  metrics,
}: Omit<Services, 'instance' | 'okta' | 'log' | 'pushes'>): Omni {
  return createOmni({
    send: createTransport(settings.omniOrigin),
    keys: settings.omniKeys,
    requestsPerMinute: settings.omniRequestsPerMinute,
    clock,
    random: Math.random,
    ledger: {
      reserve: (request) => reserveSlot(database, request),
      slowDown: (refused) => slowDown(database, refused),
    },
    ids: {
      recall: (userName) => recallOmniUser(database, userName),
      remember: (userName, id) => rememberOmniUser(database, userName, id),
      forget: (userName) => forgetOmniUser(database, userName),
    },
    onExchange: ({ method, status, waitMs, durationMs }) =>
      observe(metrics, method, String(status), waitMs, durationMs),
  });
}

/** The client of the Okta org; its writes of profiles take turns over all replicas. */
function connectOkta({
  settings,
  database,
  clock,
  metrics,
}: Omit<Services, 'instance' | 'okta' | 'log' | 'pushes'>): OktaOrg {
  return createOkta({
    management: settings.oktaManagement,
    clock,
    random: Math.random,
    exclusive: (deadline, work) => withOktaLease({ database, clock }, deadline, work),
    onExchange: ({ method, status }) => metrics.oktaRequests.inc({ method, status: String(status) }),
  });
}

function observe(metrics: Metrics, method: string, status: string, waitMs: number, durationMs: number): void {
  metrics.omniRequests.inc({ method, status });
  metrics.omniWaitSeconds.observe(waitMs / 1_000);
  metrics.omniSeconds.observe(durationMs / 1_000);
}

/** Removes what has outlived its use, and settles what a replica left behind that died; now and from time to time. */
function keepTidy({ database, clock, log }: Services): () => void {
  const tidy = async () => {
    await purgeExpired(database);
    await purgePushes(database);
    await recoverIntents(database, clock, log, false);
  };
  const run = () => tidy().catch((err: unknown) => log.warn({ err }, 'the database could not be tidied up'));
  void run();
  const timer = setInterval(run, TIDY_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/**
 * Starts the connector: settles what an earlier stop cut off, loads the signing keys, listens.
 *
 * @throws Error when the address cannot be listened on; ConnectorError CALLBACK_NOT_ALLOWED for SCHEDULE_CALLBACK_URL
 */
export async function startConnector(options: ConnectorOptions): Promise<Connector> {
  const { settings, database, log, clock = systemClock, processMetrics = false } = options;
  checkScheduleCallback(settings);
  const metrics = createMetrics(processMetrics);
  const parts = { settings, database, clock, metrics };
  let worker: PushWorker | undefined;
  const stopping = new AbortController();
  const pushes = { wake: () => worker?.wake(), stopping: stopping.signal };
  const services: Services = { ...parts, log, instance: connectOmni(parts), okta: connectOkta(parts), pushes };
  await recoverIntents(database, clock, log, true);

  const guard = createTokenGuard({
    issuer: settings.oktaIssuer,
    audience: settings.oktaAudience,
    clientIds: settings.oktaClientIds,
    clock,
  });
  await guard.start();
  let draining = false;
  let listening: Listening;
  try {
    listening = await serve(
      createApp(services, guard, () => draining),
      settings.host,
      settings.port,
    );
  } catch (thrown) {
    guard.stop();
    throw thrown;
  }
  const stopTidying = keepTidy(services);
  worker = await startPushWorker({ database, run: runPush(services), log, clock });
  const stopRefreshing = keepFresh(services);
  const stopCallbacks = startCallbacks(services);
  const stopSchedules = startSchedules(services, configuredSchedules(services));
  return {
    url: listening.url,
    services,
    async close() {
      draining = true;
      stopping.abort();
      stopTidying();
      stopRefreshing();
      await Promise.all([listening.close(), worker?.stop(), stopCallbacks(), stopSchedules()]);
      guard.stop();
    },
  };
}
