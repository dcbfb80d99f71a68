import type { Services } from '../services.ts';
import type { JobRecord, JobStatus } from '../store/jobs.ts';
import { hasEnded, readJob } from '../store/jobs.ts';

const LOOK_EVERY_MS = 100;
/** In these states a job waits for somebody, or for Omni. */
const WAITS: ReadonlySet<JobStatus> = new Set(['needs-approval', 'paused']);

type WaitServices = Pick<Services, 'database' | 'clock' | 'worker'>;

/**
 * Waits for a push to come to rest, or for the end of the process, which its worker does not outlive.
 *
 * @param until ms epoch; then the push is returned as it is
 */
export async function waitForJob(services: WaitServices, id: string, until: number): Promise<JobRecord> {
  const { database, clock, worker } = services;
  for (;;) {
    const push = await readJob(database, id);
    if (!push) throw new Error(`the push ${id} is gone`);
    if (hasEnded(push) || WAITS.has(push.status) || worker.stopping.aborted || clock.now() + LOOK_EVERY_MS > until)
      return push;
    await clock.sleep(LOOK_EVERY_MS, worker.stopping).catch(() => undefined);
  }
}
