import { driftCountOf } from './drift-counters.ts';
import type { ReportFacts, ReportStage } from './report-state.ts';

const some = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What a drift report came to. */
export function driftMessage({ counts, conflicts, stale, omniUserCount, references }: ReportFacts): string {
  const { oktaUserCount = 0 } = counts;
  const looked = `${some(references.length, 'attribute')} of ${some(oktaUserCount, 'user')} in Okta and ${omniUserCount} in Omni`;
  const both =
    conflicts.length > 0 ? ` ${some(conflicts.length, 'attribute')} written by both Okta and this connector.` : '';
  const old =
    stale.length > 0
      ? ` ${some(stale.length, 'mapping asks', 'mappings ask')} for groups, so Okta's side may be old.`
      : '';
  return `${some(driftCountOf(counts), 'difference')} in ${looked}.${both}${old}`;
}

/** What a coverage report came to. */
export function coverageMessage({ holdings, omniUserCount, references, recipients }: ReportFacts): string {
  const none = Object.values(holdings).reduce((sum, { none }) => sum + none, 0);
  const apart = recipients.count > 0 ? ` ${some(recipients.count, 'recipient')} without an account apart.` : '';
  const endless = recipients.isEndless
    ? ' The list of recipients without an account could not be read: its pages lead back to one that was read before, or have no end.'
    : '';
  return `${some(references.length, 'attribute')} of ${some(omniUserCount, 'active user')}: ${some(none, 'value is', 'values are')} missing.${apart}${endless}`;
}

/** What a report on the use of attributes came to. */
export function usageMessage({ usage: { modelCount, unreadable, found } }: ReportFacts): string {
  const own = (found?.attributes ?? []).filter(({ system }) => !system);
  const used = own.filter(({ usedCount }) => usedCount > 0).length;
  const missing = found?.undefined.length ?? 0;
  const named = missing > 0 ? ` ${some(missing, 'name')} that Omni does not have.` : '';
  const unread = unreadable.length > 0 ? ' Not everything could be read.' : '';
  const warned = (found?.warnings.length ?? 0) - unreadable.length;
  const warnings = warned > 0 ? ` ${some(warned, 'warning')}.` : '';
  return `${used} of ${some(own.length, 'attribute')} used in ${some(modelCount, 'model')}.${named}${warnings}${unread}`;
}

/** Where a report stands, in one sentence. */
export function progressMessage(stage: Exclude<ReportStage, 'end'>, facts: ReportFacts): string {
  if (stage === 'read') return `Reads each user in Omni: ${some(facts.unreadCount, 'user')} to go.`;
  if (stage === 'models') return 'Reads the list of models in Omni.';
  if (stage === 'files') return `Reads each model in Omni: ${some(facts.usage.unreadModelCount, 'model')} to go.`;
  if (stage === 'connections') return 'Reads the connections of Omni.';
  if (stage === 'recipients') return `Reads the recipients without an account: ${facts.recipients.count} so far.`;
  return stage === 'list' ? 'Reads the list of users in Omni.' : `Compares: ${some(facts.rowCount, 'row')} so far.`;
}
