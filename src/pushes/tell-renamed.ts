import { renamedUser } from '../apply/renamed-user.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Job } from '../jobs/job.ts';
import { type FailedRow, failedRow, type RowPlan } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { activeNames } from '../store/job-omni-users.ts';
import { externalIds } from '../store/okta-users.ts';

type AnyJob = Pick<Job<unknown>, 'ask' | 'services' | 'record'>;

/** Says of a row why Omni has nobody of its name; undefined: there is nobody. */
type Explain = (row: FailedRow, externalId: string) => Promise<ConnectorError | undefined>;

const isMissing = (plan: RowPlan): plan is FailedRow => plan.kind === 'failed' && plan.code === 'USER_NOT_FOUND';

async function tell({ services, record }: AnyJob, plans: readonly RowPlan[], explain: Explain): Promise<RowPlan[]> {
  const names = plans.filter(isMissing).map(({ userName }) => userName);
  const ids = names.length > 0 ? await externalIds(services.database, record.id, names) : new Map<string, string>();
  const told: RowPlan[] = [];
  for (const plan of plans) {
    const id = isMissing(plan) ? ids.get(userNameKey(plan.userName)) : undefined;
    const reason = isMissing(plan) && id !== undefined ? await explain(plan, id) : undefined;
    told.push(reason ? failedRow(plan, reason) : plan);
  }
  return told;
}

/**
 * Tells whom the list has shown under another name than Okta's: a missing person and one who was renamed are not the
 * same fault. Only jobs that have read Okta know the ids that it takes.
 */
export async function tellRenamedListed(job: AnyJob, plans: readonly RowPlan[]): Promise<RowPlan[]> {
  const { services, record } = job;
  return await tell(job, plans, async ({ userName }, externalId) => {
    const names = await activeNames(services.database, record.id, externalId);
    const omniName = names.find((name) => userNameKey(name) !== userNameKey(userName));
    return omniName === undefined ? undefined : new ConnectorError('USER_RENAMED', { userName, omniName });
  });
}

/** As `tellRenamedListed` where the list was not read: each costs a request. */
export const tellRenamedAsked = (job: AnyJob, plan: RowPlan): Promise<RowPlan[]> =>
  tell(job, [plan], ({ userName }, externalId) => job.ask((context) => renamedUser(context, { userName, externalId })));
