import type { ApplyContext } from '../apply/context.ts';
import { shownValues } from '../apply/read-back.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { samePolicy } from '../policy/same-policy.ts';
import { byReference, ownValue } from '../push/changes.ts';
import { sameValue } from '../push/compare.ts';
import { staleValues } from '../push/reviewed.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { JobRecord } from '../store/jobs.ts';
import { rememberedValues } from '../store/user-values.ts';
import { readPushOptions } from './push-options.ts';
import { hashPlan, plannedChanges } from './stored-plan.ts';

/** So many users are read before the plan is accepted; its job looks at everybody, and at each before the write. */
const MAX_READS = 12;

/** What a policy wants that is not followed would be undone by the next sync. */
function checkPolicy({ policy }: ApplyContext, { options }: JobRecord): void {
  const { proposal } = readPushOptions(options);
  if (proposal && !samePolicy(proposal, policy?.policy)) {
    throw new ConnectorError('PLAN_STALE', { problem: 'the connector follows another policy than that of the plan' });
  }
}

/**
 * Checks whether a reviewed plan still holds: the policy and the definitions it was made with, and the values before of
 * its first users.
 *
 * @throws ConnectorError PLAN_STALE
 */
export async function checkPlan(context: ApplyContext, push: JobRecord): Promise<void> {
  checkPolicy(context, push);
  const attributes = byReference(await context.omni.listAttributes(0));
  const rows = await plannedChanges(context.database, push.id);
  if (hashPlan(rows, attributes) !== push.planHash) {
    throw new ConnectorError('PLAN_STALE', { problem: 'the definitions have changed' });
  }
  for (const { omniUserId, userName, changes } of rows.slice(0, MAX_READS)) {
    const user = await context.omni.readUser(omniUserId);
    const shown = user && shownValues(user, attributes);
    const remembered = await rememberedValues(context.database, omniUserId);
    const isStale = changes.some(({ reference, before }) => {
      const defaultValue = attributes.get(reference)?.defaultValue ?? [];
      const held = shown && ownValue(shown.get(reference) ?? [], defaultValue, remembered.get(reference));
      return held && !sameValue(held, before);
    });
    const isSame = user?.active && userNameKey(user.userName) === userNameKey(userName);
    if (!isSame || isStale) throw staleValues(userName);
  }
}
