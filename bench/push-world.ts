import { randomUUID } from 'node:crypto';
import { createLog } from '../src/base/log.ts';
import { createMetrics } from '../src/base/metrics.ts';
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

export interface PushWorld {
  readonly services: Services;
  /** Pushes `region` to these users and waits for the end, in virtual time. */
  push(rows: readonly { userName: string; region: string }[]): Promise<JobRecord>;
  close(): Promise<void>;
}

async function untilAtRest(database: Database, id: string): Promise<JobRecord> {
  for (;;) {
    const push = await readJob(database, id);
    if (push && push.status !== 'queued' && push.status !== 'running') return push;
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
}

/** The engine of pushes with an embedded database in memory, and one key at 60 requests a minute. */
export async function pushWorld({ send, clock, verify = 'none', key }: PushWorldOptions): Promise<PushWorld> {
  const settings = readSettings({
    OMNI_BASE_URL: 'https://acme.omniapp.co',
    OMNI_API_KEYS: key ?? randomUUID(),
    OMNI_REQUESTS_PER_MINUTE: `${REQUESTS_PER_MINUTE}`,
    OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
  });
  const database = await openDatabase({ dataDir: 'memory://' });
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

  return {
    services,
    async push(rows) {
      const id = randomUUID();
      await insertJob(database, {
        id,
        kind: 'push',
        status: 'queued',
        clientId: 'bench',
        action: 'push-users',
        requestId: id,
        fingerprint: '',
        options: { emptyText: 'error', verify, limits: NO_LIMITS, reviewed: false },
        rows: rows.map(({ userName, region }, index) => ({ index, userName, values: { region } })),
      });
      jobs.wake();
      return await untilAtRest(database, id);
    },
    async close() {
      await jobs.stop();
      await database.close();
    },
  };
}
