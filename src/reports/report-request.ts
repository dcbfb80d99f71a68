import { ConnectorError } from '../errors/connector-error.ts';
import type { JobRequest } from '../jobs/accept-job.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { syncedAttributes } from '../sync/synced-attributes.ts';
import type { CoverageOptions, DriftOptions } from './report-options.ts';

/**
 * What is kept of a drift report. Asks Okta which attributes the Omni app has: what its profile holds is what Okta
 * says.
 *
 * @param references undefined: all that the Omni app has
 * @throws ConnectorError OKTA_ATTRIBUTE_NOT_SYNCED, OKTA_NOTHING_SYNCED, or what Okta's client throws
 */
export async function driftRequest(
  okta: OktaSession,
  references: readonly string[] | undefined,
): Promise<JobRequest<DriftOptions>> {
  const source = 'app-profile';
  const attributes = await syncedAttributes(okta, references, source);
  if (attributes.length === 0) throw new ConnectorError('OKTA_NOTHING_SYNCED');
  const sync = { source, attributes, emptyValues: 'leave', clearLeftovers: false, changedSince: null } as const;
  return { kind: 'drift', status: 'queued', phase: 'collecting', rows: [], options: { sync } };
}

/** What is kept of a coverage report. @param references undefined: all that are not Omni's own */
export function coverageRequest(references: readonly string[] | undefined): JobRequest<CoverageOptions> {
  const options = references ? { references: [...new Set(references)].sort() } : {};
  return { kind: 'coverage', status: 'queued', phase: 'reporting', rows: [], options };
}
