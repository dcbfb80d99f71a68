import type { Settings } from '../config/settings.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { JobRequest } from '../jobs/accept-job.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { groupRules } from '../policy/group-rule.ts';
import type { PolicyFile } from '../policy/policy-file.ts';
import { type GuardLimits, lowerLimits } from '../push/guard.ts';
import type { Verify } from '../push/verify.ts';
import type { Policy } from '../schema/types.ts';
import type { Database } from '../store/database.ts';
import { lastCompleteSync } from '../store/jobs.ts';
import type { SyncJobOptions, SyncOptions, SyncSource } from './sync-options.ts';
import { syncedAttributes } from './synced-attributes.ts';
import { syncedByPolicy } from './synced-by-policy.ts';

/** A sync as a card or a schedule asks for it. */
export interface AskedSync extends Partial<GuardLimits> {
  /** Left out: every reference that the Omni app in Okta has. */
  readonly references?: readonly string[];
  readonly source?: SyncSource;
  readonly only?: 'all' | 'changed';
  /** RFC 3339 */
  readonly changedSince?: string;
  readonly emptyValues?: 'leave' | 'clear';
  readonly clearLeftovers?: boolean;
  readonly verify?: Verify;
  /** The text of a policy to plan by, instead of the connector's. */
  readonly policy?: string;
}

/** Okta's clock and ours need not agree, and a change may be under way while a sync reads. */
const OVERLAP_MS = 10 * 60_000;

/** What is taken from Okta, of everybody. */
export type SyncScope = Pick<SyncOptions, 'attributes' | 'source' | 'emptyValues' | 'policy'>;

/** From when on a change counts, ms epoch; null: all users count. */
async function changedSince(
  database: Database,
  { only = 'all', changedSince: since }: AskedSync,
  scope: SyncScope,
): Promise<number | null> {
  // Okta does not say of a user when their groups have changed, so that everybody may have.
  if (groupRules(scope.policy ?? []).length > 0) return null;
  if (since !== undefined) return Date.parse(since);
  if (only === 'all') return null;
  const last = await lastCompleteSync(database, scope);
  return last === undefined ? null : last - OVERLAP_MS;
}

/** What a sync is asked with. */
interface SyncContext {
  readonly database: Database;
  readonly settings: Settings;
  readonly policy: Pick<PolicyFile, 'policy'> | undefined;
  readonly okta: OktaSession;
}

/**
 * What to take from Okta: by the policy, or what the Omni app has there.
 *
 * @throws ConnectorError POLICY_NO_SOURCE, OKTA_ATTRIBUTE_NOT_SYNCED, OKTA_EXPRESSION_NOT_PLAIN, OKTA_NOTHING_SYNCED
 */
export async function syncScope(
  { policy, okta }: Pick<SyncContext, 'policy' | 'okta'>,
  {
    references,
    source = 'app-profile',
    emptyValues = 'leave',
  }: Pick<AskedSync, 'references' | 'source' | 'emptyValues'>,
): Promise<SyncScope> {
  const sourced = syncedByPolicy(policy?.policy, references);
  if (sourced) {
    const attributes = sourced.map(({ reference }) => ({ reference, variable: '' }));
    return { attributes, source, emptyValues, policy: sourced };
  }
  const attributes = await syncedAttributes(okta, references, source);
  if (attributes.length === 0) throw new ConnectorError('OKTA_NOTHING_SYNCED');
  return { attributes, source, emptyValues };
}

/** @throws ConnectorError POLICY_INVALID with what is wrong, by line */
async function proposalOf(text: string | undefined): Promise<Policy | undefined> {
  if (text === undefined) return undefined;
  const { readPolicy } = await import('../policy/read-policy.ts');
  const { policy, problems = [] } = readPolicy(text);
  if (policy) return policy;
  const details = problems.map(({ line, path, message }) => ({
    path: '/policy',
    message: `line ${line}: ${path} ${message}`,
  }));
  throw new ConnectorError('POLICY_INVALID', {}, details);
}

/**
 * What is kept of a sync: with the policy of now, which it follows to its end.
 *
 * @param reviewed true for a dry run, which is never written
 * @throws ConnectorError as `syncScope`, POLICY_INVALID, or what Okta's client throws
 */
export async function syncRequest(
  context: SyncContext,
  asked: AskedSync,
  reviewed: boolean,
): Promise<JobRequest<SyncJobOptions>> {
  const { database, settings, okta } = context;
  const { verify = 'sample' } = asked;
  const proposal = await proposalOf(asked.policy);
  const policy = proposal ? { policy: proposal } : context.policy;
  const scope = await syncScope({ policy, okta }, asked);
  const clearLeftovers = asked.clearLeftovers === true || (!!scope.policy && policy?.policy.unassigned === 'clear');
  const sync = { ...scope, clearLeftovers, changedSince: await changedSince(database, asked, scope) };
  const limits = lowerLimits(settings.guardLimits, asked);
  return {
    kind: 'sync',
    status: reviewed ? 'planned' : 'queued',
    phase: 'collecting',
    rows: [],
    options: { emptyText: 'ignore', verify, limits, reviewed, sync, ...(proposal && { proposal }) },
  };
}
