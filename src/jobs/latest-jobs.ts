import { type JobKindName, latestJobs as readLatest } from '../store/jobs.ts';
import { type AcceptedJob, isJob, type JobSearch, seenClient } from './find-job.ts';

/** The last job of each kind that has come to its end, as far as the caller may see it. */
export async function latestJobs(
  { database, caller }: JobSearch,
  kinds: readonly JobKindName[],
): Promise<ReadonlyMap<JobKindName, AcceptedJob>> {
  const found = await readLatest(database, kinds, seenClient(caller));
  return new Map(found.filter(isJob).map((job) => [job.kind, job]));
}
