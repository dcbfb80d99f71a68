import { randomUUID } from 'node:crypto';
import { createLog } from '../src/base/log.ts';
import { createMetrics } from '../src/base/metrics.ts';
import type { Secret } from '../src/base/secret.ts';
import { readSettings } from '../src/config/settings.ts';
import { runJob } from '../src/jobs/run-job.ts';
import { startWorker } from '../src/jobs/worker.ts';
import { createOkta } from '../src/okta/okta.ts';
import { localLedger } from '../src/omni/local-ledger.ts';
import { createOmni } from '../src/omni/omni.ts';
import type { Send } from '../src/omni/transport.ts';
import { pushKind } from '../src/pushes/push-kind.ts';
import type { Services } from '../src/services.ts';
import type { Database } from '../src/store/database.ts';
import { insertJob } from '../src/store/job-insert.ts';
import { planInBackground } from '../src/store/job-progress.ts';
import type { JobRecord } from '../src/store/jobs.ts';
import { readJob } from '../src/store/jobs.ts';
import { openDatabase } from '../src/store/open-database.ts';
import type { LeapingClock } from './leaping-clock.ts';

const REQUESTS_PER_MINUTE = 60;
/** The world knows pushes only. */
const NONE = { lane: 'bulk', steps: {} } as const;
const NOT_PLAYED = { retry: NONE, undo: NONE, sync: NONE, changes: NONE, drift: NONE, coverage: NONE, usage: NONE };
const KINDS = { push: pushKind, ...NOT_PLAYED };
const NO_LIMITS = {
  maxChangedUsers: 1e9,
  maxChangedShare: 1,
  maxClearedValues: 1e9,
  maxClearedShare: 1,
  maxWidenedUsers: 1e9,
};
const LOOK_EVERY_MS = 50;

/** Whom to give which region. */
export interface RegionRow {
  readonly userName: string;
  readonly region: string;
}

export interface PushWorld {
  readonly services: Services;
  /** Pushes `region` to these users and waits for the end, in virtual time. */
  push(rows: readonly RegionRow[]): Promise<JobRecord>;
  /** Plans the same push and waits for the plan, of which nothing is written. */
  plan(rows: readonly RegionRow[]): Promise<JobRecord>;
  close(): Promise<void>;
}

async function untilJob(database: Database, id: string, is: (push: JobRecord) => boolean): Promise<JobRecord> {
  for (;;) {
    const push = await readJob(database, id);
    if (push && is(push)) return push;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

export interface PushWorldOptions {
  /** Where requests to Omni go. */
  readonly send: Send;
  readonly clock: LeapingClock;
  /** Which writes are read back at once; left out: none. */
  readonly verify?: 'none' | 'sample';
  /** The one key; left out: any. */
  readonly key?: string;
  /** A database of a server; left out, an embedded one in memory. */
  readonly databaseUrl?: Secret | undefined;
}

/** The engine of pushes with one key at 60 requests a minute. */
export async function pushWorld(options: PushWorldOptions): Promise<PushWorld> {
  const { send, clock, verify = 'none', key, databaseUrl } = options;
  const settings = readSettings({
    OMNI_BASE_URL: 'https://acme.omniapp.co',
    OMNI_API_KEYS: key ?? randomUUID(),
    OMNI_REQUESTS_PER_MINUTE: `${REQUESTS_PER_MINUTE}`,
    OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
  });
  const database = await openDatabase({ dataDir: 'memory://', databaseUrl });
  const instance = createOmni({
    send,
    keys: () => settings.omniKeys,
    requestsPerMinute: REQUESTS_PER_MINUTE,
    ledger: localLedger(clock),
    names: { remember: async () => [] },
    ids: { recall: async () => undefined, remember: async () => undefined, forget: async () => undefined },
    clock,
    random: Math.random,
    onExchange: () => undefined,
  });
  const log = createLog('warn');
  const metrics = createMetrics(false);
  const okta = createOkta({
    management: settings.oktaManagement,
    clock,
    random: Math.random,
    exclusive: (_deadline, work) => work(),
    onExchange: () => undefined,
  });
  const worker = { wake: () => undefined, stopping: new AbortController().signal };
  const changes = { wake: () => undefined };
  const services = { settings, database, instance, okta, policy: undefined, clock, log, metrics, worker, changes };
  const jobs = await startWorker({ database, run: runJob(services, KINDS), log });

  async function insert(rows: readonly RegionRow[], status: 'queued' | 'planned'): Promise<string> {
    const id = randomUUID();
    await insertJob(database, {
      id,
      kind: 'push',
      status,
      clientId: 'bench',
      action: 'push-users',
      requestId: id,
      fingerprint: '',
      options: { emptyText: 'error', verify, limits: NO_LIMITS, reviewed: false },
      rows: rows.map(({ userName, region }, index) => ({ index, userName, values: { region } })),
    });
    return id;
  }

  return {
    services,
    async push(rows) {
      const id = await insert(rows, 'queued');
      jobs.wake();
      return await untilJob(database, id, ({ status }) => status !== 'queued' && status !== 'running');
    },
    async plan(rows) {
      const id = await insert(rows, 'planned');
      await planInBackground(database, id);
      jobs.wake();
      return await untilJob(database, id, ({ phase }) => phase === 'judging');
    },
    async close() {
      await jobs.stop();
      await database.close();
    },
  };
}
