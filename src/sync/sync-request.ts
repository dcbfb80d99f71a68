import type { Settings } from '../config/settings.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { JobRequest } from '../jobs/accept-job.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { type GuardLimits, lowerLimits } from '../push/guard.ts';
import type { Verify } from '../push/verify.ts';
import type { Database } from '../store/database.ts';
import { lastCompleteSync } from '../store/jobs.ts';
import type { SyncJobOptions, SyncOptions, SyncSource } from './sync-options.ts';
import { syncedAttributes } from './synced-attributes.ts';

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
}

/** Okta's clock and ours need not agree, and a change may be under way while a sync reads. */
const OVERLAP_MS = 10 * 60_000;

/** From when on a change counts, ms epoch; null: all users count. */
async function changedSince(
  database: Database,
  { only = 'all', changedSince: since }: AskedSync,
  scope: Pick<SyncOptions, 'attributes' | 'source' | 'emptyValues'>,
): Promise<number | null> {
  if (since !== undefined) return Date.parse(since);
  if (only === 'all') return null;
  const last = await lastCompleteSync(database, scope);
  return last === undefined ? null : last - OVERLAP_MS;
}

/**
 * What is kept of a sync. Asks Okta which attributes the Omni app has.
 *
 * @param reviewed true for a dry run, which is never written
 * @throws ConnectorError OKTA_ATTRIBUTE_NOT_SYNCED, OKTA_EXPRESSION_NOT_PLAIN, or what Okta's client throws
 */
export async function syncRequest(
  {
    database,
    settings,
    okta,
  }: { readonly database: Database; readonly settings: Settings; readonly okta: OktaSession },
  asked: AskedSync,
  reviewed: boolean,
): Promise<JobRequest<SyncJobOptions>> {
  const { source = 'app-profile', emptyValues = 'leave', clearLeftovers = false, verify = 'sample' } = asked;
  const attributes = await syncedAttributes(okta, asked.references, source);
  if (attributes.length === 0) throw new ConnectorError('OKTA_NOTHING_SYNCED');
  const scope = { attributes, source, emptyValues };
  const sync = { ...scope, clearLeftovers, changedSince: await changedSince(database, asked, scope) };
  const limits = lowerLimits(settings.guardLimits, asked);
  return {
    kind: 'sync',
    status: reviewed ? 'planned' : 'queued',
    phase: 'collecting',
    rows: [],
    options: { emptyText: 'ignore', verify, limits, reviewed, sync },
  };
}
