import type { Settings } from '../config/settings.ts';
import type { AcceptedJob } from '../jobs/find-job.ts';
import { cutPage, type Page, readCursor } from '../jobs/page.ts';
import { estimate } from '../push/estimate.ts';
import type { Queries } from '../store/database.ts';
import { listReportRows, type ReportRow } from '../store/report-rows.ts';
import { factsOf } from './report-state.ts';

const MIN_POLL_SECONDS = 5;
const MAX_POLL_SECONDS = 60;
/** As many as a card can show. */
const DEFAULT_LIMIT = 200;

const ENDED: ReadonlySet<AcceptedJob['status']> = new Set(['done', 'failed', 'canceled']);
const NO_LOOK_UP = { users: 0, usersInOmni: 0, pageSize: 1 };

/** Users or models that still have to be read, one request each. */
function readsLeft(report: AcceptedJob): number {
  const { unreadCount, usage } = factsOf(report);
  return unreadCount + usage.unreadModelCount;
}

/** About as long as the reads that are left take. */
function pollAfter(report: AcceptedJob, { omniRequestsPerMinute, omniKeys }: Settings): number {
  if (ENDED.has(report.status)) return 0;
  const work = { definitions: 0, lookUp: NO_LOOK_UP, reads: readsLeft(report), changed: 0, verified: 0 };
  const { seconds } = estimate(work, { requestsPerMinute: omniRequestsPerMinute, keys: omniKeys.length });
  return Math.min(MAX_POLL_SECONDS, Math.max(MIN_POLL_SECONDS, seconds));
}

/** What every report says of itself. */
export const shownReport = (report: AcceptedJob, settings: Settings) => ({
  reportId: report.id,
  status: report.status,
  pollAfterSeconds: pollAfter(report, settings),
  message: report.message || 'The report goes on: send its reportId to see how far it is.',
  finishedAt: report.finishedAt === null ? '' : new Date(report.finishedAt).toISOString(),
});

interface AskedPage {
  readonly kinds?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** One page of a report's rows. @throws ConnectorError BODY_INVALID for a cursor that is not of this action */
export async function reportPage(
  { database, action }: { readonly database: Queries; readonly action: string },
  report: AcceptedJob,
  { kinds, cursor, limit = DEFAULT_LIMIT }: AskedPage,
): Promise<Page<ReportRow>> {
  const after = readCursor(action, cursor);
  const found = await listReportRows(database, report.id, { kinds, after, limit: limit + 1 });
  return cutPage(action, found, limit, ({ index }) => index);
}
