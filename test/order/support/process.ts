import { randomUUID } from 'node:crypto';
import type { ApplyContext } from '../../../src/apply/context.ts';
import { createLog } from '../../../src/base/log.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { type JobKinds, runJob } from '../../../src/jobs/run-job.ts';
import { pushKind, undoKind } from '../../../src/pushes/push-kind.ts';
import { NO_LIMITS } from '../../../src/pushes/push-options.ts';
import type { Services } from '../../../src/services.ts';
import type { Database } from '../../../src/store/database.ts';
import { endTurn, renewTurns, takeTurn } from '../../../src/store/job-turns.ts';
import type { FakeOmni } from './fake-omni.ts';
import type { Replica, World } from './world.ts';

/** Everything that the processes share. */
export interface Common {
  readonly world: World;
  readonly omni: FakeOmni;
  readonly database: Database;
}

const log = createLog('silent');
const metrics = createMetrics(false);
/** As a call has; then its caller has given up. */
const CALL_MS = 23_000;
const TURN_LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;

/** The database as one process reaches it: each statement outside of a transaction, and each transaction, is a step. */
function gated({ world, database }: Common, replica: Replica): Database {
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    await world.pass(replica, 'statement');
    return await world.outside(work);
  };
  return {
    kind: 'server',
    query: (sql, parameters) => step(() => database.query(sql, parameters)),
    script: (sql) => step(() => database.script(sql)),
    transaction: (work) => step(() => database.transaction(work)),
    close: async () => undefined,
  };
}

/** @param by names what is sent */
export function servicesOf(common: Common, replica: Replica, by: string): Services {
  const clock = common.world.clockOf(replica);
  const services: Pick<Services, 'database' | 'clock' | 'log' | 'metrics' | 'worker' | 'instance'> = {
    database: gated(common, replica),
    clock,
    log,
    metrics,
    worker: { wake: () => undefined, stopping: new AbortController().signal },
    instance: {
      keys: () => [],
      keyFates: () => [],
      budget: () => ({ perMinute: 60, waiting: 0, keys: [] }),
      withSession: ({ deadline }, work) => work(common.omni.session(replica, by, deadline)),
    },
  };
  // The paths of this test look at nothing else.
  return {
    ...services,
    settings: { omniKeys: [1, 2], guardLimits: NO_LIMITS, notifications: { on: [] } },
  } as unknown as Services;
}

/** The context of a call that begins now. */
export function contextOf(common: Common, replica: Replica, by: string, action: string): ApplyContext {
  const services = servicesOf(common, replica, by);
  const omni = common.omni.session(replica, by, services.clock.now() + CALL_MS);
  return { ...services, omni, caller: { clientId: 'flow' }, requestId: by, action, resumed: false };
}

const KINDS = { push: pushKind, retry: pushKind, undo: undoKind } as Partial<JobKinds> as JobKinds;

/** Keeps a turn until it has ended, and ends it where it was lost. */
function keepTurn(services: Services, turn: { owner: string; jobId: string }, ended: AbortSignal): AbortSignal {
  const lost = new AbortController();
  const { owner, jobId } = turn;
  const keep = async (): Promise<void> => {
    for (;;) {
      await services.clock.sleep(RENEW_EVERY_MS, ended).catch(() => undefined);
      if (ended.aborted) return;
      const kept = await renewTurns(services.database, { owner, jobIds: [jobId], leaseMs: TURN_LEASE_MS });
      if (!kept.has(jobId)) lost.abort();
    }
  };
  void keep();
  return lost.signal;
}

/** Takes one turn of a job that is due, as the worker does. @returns false: none is due */
export async function workOnce(common: Common, replica: Replica): Promise<boolean> {
  const plain = servicesOf(common, replica, '');
  const owner = randomUUID();
  const jobId = await takeTurn(plain.database, { owner, except: [], leaseMs: TURN_LEASE_MS });
  if (jobId === undefined) return false;
  const services = servicesOf(common, replica, jobId);
  const ended = new AbortController();
  const signal = keepTurn(services, { owner, jobId }, ended.signal);
  const end = await runJob(services, KINDS)(jobId, signal, owner).finally(() => ended.abort());
  await endTurn(services.database, { owner, jobId, againAfterMs: end === 'again' ? 0 : end.againAfterMs });
  return true;
}
