import { knownAttributes } from '../apply/known-attributes.ts';
import { readCursor } from '../jobs/page.ts';
import type { Holding } from '../push/coverage.ts';
import { knownAttribute } from '../push/intents.ts';
import { findReport } from '../reports/find-report.ts';
import { shownInForce } from '../reports/held-in-force.ts';
import { reportPage, shownReport } from '../reports/report-answer.ts';
import { coverageRequest } from '../reports/report-request.ts';
import { factsOf, type ReportFacts } from '../reports/report-state.ts';
import type { ReportCoverageInput, ReportCoverageOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Whoever holds a value of their own is covered, and listed only when asked for. */
const NOT_COVERED: readonly Holding[] = ['default', 'none', 'unknown'];

const shownReferences = ({ references, defaults, holdings, recipients }: ReportFacts) =>
  references.map((reference) => {
    const { own = 0, default: byDefault = 0, none = 0, unknown = 0 } = holdings[reference] ?? {};
    const counts = { ownCount: own, defaultCount: byDefault, noneCount: none, unknownCount: unknown };
    const emailOnly = recipients.holdings[reference];
    const apart = {
      emailOnlyOwnCount: emailOnly?.own ?? 0,
      emailOnlyDefaultCount: emailOnly?.default ?? 0,
      emailOnlyNoneCount: emailOnly?.none ?? 0,
    };
    return { reference, ...counts, ...apart, defaultValue: defaults[reference] ?? '' };
  });

/**
 * Says who holds a value of their own, who falls to a default, and who has none. It counts as a read for the reasons
 * that report-drift does.
 */
export default defineAction<ReportCoverageInput, ReportCoverageOutput>({
  name: 'report-coverage',
  title: 'Report Coverage',
  description: 'Counts per attribute how many users of Omni hold a value of their own, the default, or none.',
  group: 'Reports',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 1,
  throws: ['REFERENCE_UNKNOWN', 'ATTRIBUTE_SYSTEM', 'REPORT_NOT_FOUND', 'CALLBACK_NOT_ALLOWED'],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, { references, reportId, holds = NOT_COVERED, cursor, limit, callbackUrl }) {
    readCursor(context.action, cursor);
    const report = await findReport(context, { kind: 'coverage', reportId, callbackUrl }, async () => {
      if (references) {
        const attributes = await knownAttributes(context, references);
        for (const reference of references) knownAttribute(attributes, reference);
      }
      return coverageRequest(references);
    });
    const page = await reportPage(context, report, { kinds: holds, cursor, limit });
    const facts = factsOf(report);
    return {
      ...shownReport(report, context.settings),
      userCount: facts.omniUserCount,
      inactiveCount: facts.inactiveCount,
      emailOnlyCount: facts.recipients.count,
      references: shownReferences(facts),
      rows: page.entries.map(({ userName, reference, kind, inForce }) => ({
        userName,
        reference,
        holds: kind as Holding,
        ...shownInForce(inForce),
      })),
      nextCursor: page.nextCursor,
    };
  },
});
