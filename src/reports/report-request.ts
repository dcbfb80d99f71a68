import type { Settings } from '../config/settings.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { JobRequest } from '../jobs/accept-job.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import type { PushOptions } from '../pushes/push-options.ts';
import { syncedAttributes } from '../sync/synced-attributes.ts';

/** A report writes nothing, so none of this matters to it. */
const optionsOf = ({ guardLimits }: Settings): PushOptions => ({
  emptyText: 'ignore',
  verify: 'none',
  limits: guardLimits,
  reviewed: false,
});

/**
 * What is kept of a drift report. Asks Okta which attributes the Omni app has: what its profile holds is what Okta says.
 *
 * @param references undefined: all that the Omni app has
 * @throws ConnectorError OKTA_ATTRIBUTE_NOT_SYNCED, OKTA_NOTHING_SYNCED, or what Okta's client throws
 */
export async function driftRequest(
  { settings, okta }: { readonly settings: Settings; readonly okta: OktaSession },
  references: readonly string[] | undefined,
): Promise<JobRequest> {
  const source = 'app-profile';
  const attributes = await syncedAttributes(okta, references, source);
  if (attributes.length === 0) throw new ConnectorError('OKTA_NOTHING_SYNCED');
  const sync = { source, attributes, emptyValues: 'leave', clearLeftovers: false, changedSince: null } as const;
  return { kind: 'drift', status: 'queued', phase: 'collecting', rows: [], options: { ...optionsOf(settings), sync } };
}

/** What is kept of a coverage report. @param references undefined: all that are not Omni's own */
export function coverageRequest(settings: Settings, references: readonly string[] | undefined): JobRequest {
  const asked = references && { references: [...new Set(references)].sort() };
  const options = { ...optionsOf(settings), ...asked };
  return { kind: 'coverage', status: 'queued', phase: 'reporting', rows: [], options };
}
