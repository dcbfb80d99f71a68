import { randomUUID } from 'node:crypto';
import { acceptJob } from '../../jobs/accept-job.ts';
import type { Services } from '../../services.ts';
import { isCollectingChanges } from '../../store/jobs.ts';
import { acquireLease, releaseLease } from '../../store/leases.ts';
import { logFailure } from '../../store/log-failure.ts';
import { forgetWorkedOff } from '../../store/missing-people.ts';
import { nextHintDueIn } from '../../store/okta-hints.ts';
import { syncRequest } from '../sync-request.ts';

/** Who is named in the audit log and on the job, and for what. */
const CLIENT_ID = 'hook';
const ACTION = 'okta-hook';

const LOOK_EVERY_MS = 3_000;
/** After a start that failed. */
const AGAIN_MS = 15_000;
/** A start reads a schema of Okta; what it starts has all the time it needs. */
const START_MS = 60_000;
/** Longer than a start can take. */
const LEASE = { name: 'changes', leaseMs: 2 * START_MS } as const;

/** Makes a job of the hints that are due, unless one takes them already. */
async function startJob(services: Services): Promise<void> {
  const { database, clock, okta } = services;
  if (await isCollectingChanges(database)) return;
  const request = await syncRequest({ ...services, okta: okta.session(clock.now() + START_MS) }, {}, false);
  const context = { ...services, caller: { clientId: CLIENT_ID }, requestId: randomUUID(), action: ACTION };
  await acceptJob(context, { ...request, kind: 'changes', salt: context.requestId });
}

/** Looks for hints that are due, alone of all replicas. @returns milliseconds until the next look */
async function look(services: Services): Promise<number> {
  const { database } = services;
  await forgetWorkedOff(database);
  const dueInMs = await nextHintDueIn(database);
  if (dueInMs === undefined || dueInMs > 0) return Math.min(dueInMs ?? LOOK_EVERY_MS, LOOK_EVERY_MS);
  const lease = await acquireLease(database, { ...LEASE, owner: randomUUID() });
  if (!lease) return LOOK_EVERY_MS;
  try {
    await startJob(services);
    return LOOK_EVERY_MS;
  } finally {
    await releaseLease(database, lease);
  }
}

/** What makes jobs of the changes that Okta tells. */
export interface ChangesWatch {
  /** Looks now instead of at the next look. */
  wake(): void;
  /** Resolves when no job is being made any more. */
  stop(): Promise<void>;
}

/** Makes a job whenever Okta has told of changes, one over all replicas that collects at a time. */
export function startChanges(services: Services): ChangesWatch {
  const { clock, log } = services;
  const stopped = new AbortController();
  let sleeping = new AbortController();

  async function attempt(): Promise<number> {
    try {
      return await look(services);
    } catch (thrown) {
      logFailure(log, { err: thrown }, 'what Okta has told could not be taken up, which is tried again');
      return AGAIN_MS;
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      sleeping = new AbortController();
      const pauseMs = await attempt();
      const either = AbortSignal.any([sleeping.signal, stopped.signal]);
      await clock.sleep(pauseMs, either).catch(() => undefined);
    }
  }

  const running = run();
  return {
    wake: () => sleeping.abort(),
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
