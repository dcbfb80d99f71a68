import type { ListPlace } from '../pushes/omni-list.ts';
import type { Progress } from '../store/job-progress.ts';
import type { ReportState } from './report-state.ts';

/** How far a report is in its stage, in users; a total of 0 where nobody knows how many there are. */
export function reportProgress({ stage, place, facts }: ReportState): Progress {
  const { unreadCount, toReadCount, counts, assignedCount, omniUserCount, rowCount, references, recipients } = facts;
  switch (stage) {
    case 'list': {
      const { startIndex = 1, total = null } = place === '' ? {} : (JSON.parse(place) as ListPlace);
      return { done: startIndex - 1, total: total ?? 0 };
    }
    case 'read':
      return { done: toReadCount - unreadCount, total: toReadCount };
    case 'users':
      // Drift goes through those whom Okta assigns, coverage through those whom Omni has, a row for each reference.
      return assignedCount > 0
        ? { done: counts.oktaUserCount ?? 0, total: assignedCount }
        : { done: Math.floor(rowCount / Math.max(1, references.length)), total: omniUserCount };
    case 'recipients':
      return { done: Math.max(0, recipients.count), total: 0 };
    default:
      return { done: 0, total: 0 };
  }
}
