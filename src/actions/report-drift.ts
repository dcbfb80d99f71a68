import { readCursor } from '../jobs/page.ts';
import { driftCountOf, shownCounters } from '../reports/drift-counters.ts';
import { findReport } from '../reports/find-report.ts';
import { ownedByBothDetail } from '../reports/owned-by-both.ts';
import { reportPage, shownReport } from '../reports/report-answer.ts';
import { driftRequest } from '../reports/report-request.ts';
import { factsOf } from '../reports/report-state.ts';
import { shownDriftRow } from '../reports/shown-drift-row.ts';
import type { ReportDriftInput, ReportDriftOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/**
 * Says where Okta and Omni differ. Nothing is changed in either, so it counts as a read: the answer to a repeated call
 * has to be the report as it stands by then, not the one that an Idempotency-Key would keep; and a repeat while the
 * report runs is that report.
 */
export default defineAction<ReportDriftInput, ReportDriftOutput>({
  name: 'report-drift',
  title: 'Report Drift',
  description:
    'Compares what Okta holds, or the policy wants, with what Omni holds, and lists who differs and how; nothing is changed.',
  group: 'Reports',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 0,
  asksOkta: true,
  throws: [
    'OKTA_ATTRIBUTE_NOT_SYNCED',
    'OKTA_NOTHING_SYNCED',
    'POLICY_NO_SOURCE',
    'REPORT_NOT_FOUND',
    'CALLBACK_NOT_ALLOWED',
  ],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, { references, reportId, kinds, cursor, limit, callbackUrl }) {
    readCursor(context.action, cursor);
    const report = await findReport(context, { kind: 'drift', reportId, callbackUrl }, async () =>
      driftRequest({ okta: context.okta.session(context.omni.deadline), policy: context.policy }, references),
    );
    const page = await reportPage(context, report, { kinds, cursor, limit });
    const { counts, omniUserCount, conflicts, stale } = factsOf(report);
    return {
      ...shownReport(report, context.settings),
      ...shownCounters(counts),
      driftCount: driftCountOf(counts),
      omniUserCount,
      conflictCount: conflicts.length,
      conflicts: conflicts.map((conflict) => ({ ...conflict, detail: ownedByBothDetail(conflict) })),
      staleReferences: [...stale],
      rows: page.entries.map(shownDriftRow),
      nextCursor: page.nextCursor,
    };
  },
});
