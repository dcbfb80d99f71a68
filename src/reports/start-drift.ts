import { readMappingIfAny } from '../okta/mapping-if-any.ts';
import { compareValue } from '../push/drift.ts';
import { countOktaUsers } from '../store/okta-users.ts';
import { insertReportRows } from '../store/report-rows.ts';
import { countFindings } from './drift-counters.ts';
import { driftRows } from './drift-rows.ts';
import { findOwnedByBoth, findStale } from './owned-by-both.ts';
import type { DriftOptions } from './report-options.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

/**
 * Begins a drift report: looks at the definitions, where a reference that Omni lacks is one row instead of one per
 * user, and at Okta's own push.
 */
export async function startDrift({ job, attributes, facts }: ReportWork<DriftOptions>): Promise<StepEnd> {
  const { services, options, record } = job;
  const synced = options.sync.attributes;
  const isKnown = (reference: string): boolean => attributes.get(reference)?.system === false;
  const references = synced.map(({ reference }) => reference);
  const findings = references
    .filter((reference) => !isKnown(reference))
    .flatMap((reference) => compareValue(attributes, reference, null, undefined) ?? []);
  const mapping = await readMappingIfAny(services.okta.session(job.deadline));
  const conflicts = mapping ? await findOwnedByBoth(services.database, mapping, synced) : [];
  const { assignedCount } = await countOktaUsers(services.database, record.id);
  const unknown = { userName: '', omniUserId: '', held: {}, findings };
  const rows = await driftRows(services.database, [unknown], attributes, facts.rowCount);
  return {
    stage: 'list',
    place: '',
    facts: {
      ...facts,
      references: references.filter(isKnown),
      conflicts,
      assignedCount,
      stale: mapping ? findStale(mapping, synced) : [],
      rowCount: facts.rowCount + rows.length,
      counts: countFindings(facts.counts, findings),
    },
    save: (queries) => insertReportRows(queries, record.id, rows),
  };
}
