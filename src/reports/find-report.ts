import type { ApplyContext } from '../apply/context.ts';
import { withCallback } from '../callbacks/callback-request.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { acceptJob, type JobRequest } from '../jobs/accept-job.ts';
import { type AcceptedJob, isJob, type JobSearch, readSeenJob } from '../jobs/find-job.ts';
import { waitForJob } from '../jobs/wait-for-job.ts';

/** Left for the answer itself. */
const ANSWER_MS = 2_000;

interface AskedReport {
  readonly kind: 'drift' | 'coverage' | 'usage';
  /** Of a report that was begun before; empty or left out for a new one. */
  readonly reportId?: string | undefined;
  readonly callbackUrl?: string | undefined;
}

async function readReport(
  context: JobSearch & Pick<ApplyContext, 'settings'>,
  reportId: string,
  kind: AskedReport['kind'],
): Promise<AcceptedJob> {
  const report = await readSeenJob(context, reportId);
  if (isJob(report) && report.kind === kind) return report;
  throw new ConnectorError('REPORT_NOT_FOUND', { reportId, kind, days: context.settings.retention.jobDays });
}

/**
 * The report that a call is about: one that was begun before, as it stands; or a new one, for whose end the call waits
 * as long as it can. An equal one of the same client that still runs is that one.
 *
 * @param request what to keep of a new one
 * @throws ConnectorError REPORT_NOT_FOUND, CALLBACK_NOT_ALLOWED, or what `request` throws
 */
export async function findReport(
  context: ApplyContext & JobSearch,
  { kind, reportId = '', callbackUrl }: AskedReport,
  request: () => Promise<JobRequest>,
): Promise<AcceptedJob> {
  if (reportId !== '') return await withCallback(context, callbackUrl, () => readReport(context, reportId, kind));
  const { id } = await withCallback(context, callbackUrl, async () => await acceptJob(context, await request()));
  await waitForJob(context, id, context.omni.deadline - ANSWER_MS);
  return await readReport(context, id, kind);
}
