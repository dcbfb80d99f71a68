import { valueText } from '../push/attribute.ts';
import { HOLDINGS, type Holding } from '../push/coverage.ts';
import type { CoverageOptions } from './report-options.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

const NO_USERS = Object.fromEntries(HOLDINGS.map((holding) => [holding, 0])) as Record<Holding, number>;

/** Begins a coverage report: of the attributes that were asked for, or of all that are not Omni's own. */
export async function startCoverage({ job, attributes, facts }: ReportWork<CoverageOptions>): Promise<StepEnd> {
  const asked = job.options.references;
  const covered = [...attributes.values()]
    .filter(({ reference, system }) => !system && (asked === undefined || asked.includes(reference)))
    .sort((one, other) => (one.reference < other.reference ? -1 : 1));
  const holdings = Object.fromEntries(covered.map(({ reference }) => [reference, NO_USERS]));
  return {
    stage: 'list',
    place: '',
    facts: {
      ...facts,
      references: covered.map(({ reference }) => reference),
      defaults: Object.fromEntries(covered.map(({ reference, defaultValue }) => [reference, valueText(defaultValue)])),
      holdings,
      recipients: { ...facts.recipients, holdings },
    },
  };
}
