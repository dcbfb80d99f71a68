import { findReport } from '../reports/find-report.ts';
import { shownReport } from '../reports/report-answer.ts';
import { usageRequest } from '../reports/report-request.ts';
import { factsOf, type UsageFacts } from '../reports/report-state.ts';
import type { ReportUsageInput, ReportUsageOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

type Shown = Pick<ReportUsageOutput, 'modelCount' | 'attributes' | 'unusedCount' | 'undefined' | 'warnings'>;

function shownUsage({ modelCount, unreadable, found }: UsageFacts, includeSystem: boolean): Shown {
  const listed = (found?.attributes ?? []).filter(({ system }) => includeSystem || !system);
  const unused = listed.filter(({ usedCount }) => usedCount === 0).length;
  return {
    modelCount,
    attributes: listed.map(({ reference, usedCount, uses }) => ({ reference, usedCount, uses: [...uses] })),
    unusedCount: unreadable.length > 0 ? -1 : unused,
    undefined: (found?.undefined ?? []).map((one) => ({ ...one, uses: [...one.uses] })),
    warnings: [...(found?.warnings ?? [])],
  };
}

/** Says where Omni's models use each attribute, and what of that to look at. */
export default defineAction<ReportUsageInput, ReportUsageOutput>({
  name: 'report-usage',
  title: 'Report Usage',
  description: "Says where Omni's models and connections use each user attribute, and warns of what opens too much.",
  group: 'Reports',
  scope: 'omni.attributes.read',
  effect: 'read',
  omniRequests: 1,
  throws: ['REPORT_NOT_FOUND', 'CALLBACK_NOT_ALLOWED'],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, { includeSystem = false, reportId, callbackUrl }) {
    const report = await findReport(context, { kind: 'usage', reportId, callbackUrl }, async () => usageRequest());
    return { ...shownReport(report, context.settings), ...shownUsage(factsOf(report).usage, includeSystem) };
  },
});
