import type { JobRequest } from '../jobs/accept-job.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { omniAppAttributes } from '../okta/omni-app-attributes.ts';
import type { PolicyFile } from '../policy/policy-file.ts';
import { type SyncScope, syncScope } from '../sync/sync-request.ts';
import type { CoverageOptions, DriftOptions, UsageOptions } from './report-options.ts';

/** By a policy: its references, each with the variable of the app's profile that Okta pushes, if there is one. */
async function withVariables(okta: OktaSession, scope: SyncScope): Promise<SyncScope> {
  if (!scope.policy) return scope;
  const pushed = new Map(omniAppAttributes(await okta.appSchema()).map((one) => [one.reference, one.variable]));
  return {
    ...scope,
    attributes: scope.attributes.map(({ reference }) => ({ reference, variable: pushed.get(reference) ?? '' })),
  };
}

/**
 * What is kept of a drift report: the policy, or else what the profile of the Omni app in Okta holds, is what Omni is
 * compared with.
 *
 * @param asked.references undefined: all that have a source
 * @throws ConnectorError as `syncScope`, or what Okta's client throws
 */
export async function driftRequest(
  context: { readonly okta: OktaSession; readonly policy: PolicyFile | undefined },
  references: readonly string[] | undefined,
): Promise<JobRequest<DriftOptions>> {
  const scope = await syncScope(context, { ...(references && { references }) });
  const sync = { ...(await withVariables(context.okta, scope)), clearLeftovers: false, changedSince: null };
  return { kind: 'drift', status: 'queued', phase: 'collecting', rows: [], options: { sync } };
}

/** What is kept of a coverage report. @param references undefined: all that are not Omni's own */
export function coverageRequest(references: readonly string[] | undefined): JobRequest<CoverageOptions> {
  const options = references ? { references: [...new Set(references)].sort() } : {};
  return { kind: 'coverage', status: 'queued', phase: 'reporting', rows: [], options };
}

/** What is kept of a report on the use of attributes. */
export const usageRequest = (): JobRequest<UsageOptions> => ({
  kind: 'usage',
  status: 'queued',
  phase: 'reporting',
  rows: [],
  options: {},
});
