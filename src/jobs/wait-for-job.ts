import type { Services } from '../services.ts';
import type { JobRecord, JobStatus } from '../store/jobs.ts';
import { readJob } from '../store/jobs.ts';

const LOOK_EVERY_MS = 100;
/** In these states nothing more happens by itself. */
const AT_REST: ReadonlySet<JobStatus> = new Set(['done', 'canceled', 'failed', 'needs-approval', 'paused']);

/**
 * Waits for a push to come to rest, or for the end of the process, which its worker does not outlive.
 *
 * @param until ms epoch; then the push is returned as it is
 */
export async function waitForJob(services: Services, id: string, until: number): Promise<JobRecord> {
  const { database, clock, worker } = services;
  for (;;) {
    const push = await readJob(database, id);
    if (!push) throw new Error(`the push ${id} is gone`);
    if (AT_REST.has(push.status) || worker.stopping.aborted || clock.now() + LOOK_EVERY_MS > until) return push;
    await clock.sleep(LOOK_EVERY_MS, worker.stopping).catch(() => undefined);
  }
}
