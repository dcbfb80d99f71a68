import { followCursor } from '../base/cursor-trail.ts';
import { type Holding, holdingOf } from '../push/coverage.ts';
import { forgetReportUsers } from '../store/report-users.ts';
import { addHoldings } from './add-holdings.ts';
import { NOBODY_TELLS, type ReportWork, type StepEnd } from './report-state.ts';

/**
 * Counts one page of the recipients without an account, apart from the users: they inherit defaults and are in no list
 * of users. The end of them is the end of the report.
 */
export async function tellRecipients({ job, attributes, place, facts }: ReportWork): Promise<StepEnd> {
  const page = await job.ask(({ omni }) => omni.emailOnlyPage(place === '' ? undefined : place));
  const end: Omit<StepEnd, 'facts'> = {
    stage: 'end',
    place: '',
    save: (queries) => forgetReportUsers(queries, job.record.id),
  };
  if (!page) return { ...end, facts: { ...facts, recipients: { ...facts.recipients, count: NOBODY_TELLS } } };
  const told = page.users.flatMap(({ held }) =>
    facts.references.map((reference): { reference: string; kind: Holding } => {
      const own = held.get(reference) ?? [];
      const defaultValue = attributes.get(reference)?.defaultValue ?? [];
      return { reference, kind: holdingOf({ defaultValue }, { shown: own, own }) };
    }),
  );
  const recipients = {
    ...facts.recipients,
    count: facts.recipients.count + page.users.length,
    holdings: addHoldings(facts.recipients.holdings, told),
  };
  if (page.next === undefined) return { ...end, facts: { ...facts, recipients } };
  const cursors = followCursor(facts.recipients.cursors, page.next);
  if (!cursors)
    return { ...end, facts: { ...facts, recipients: { ...recipients, count: NOBODY_TELLS, isEndless: true } } };
  return { stage: 'recipients', place: page.next, facts: { ...facts, recipients: { ...recipients, cursors } } };
}
