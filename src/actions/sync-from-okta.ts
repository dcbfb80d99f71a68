import { withCallback } from '../callbacks/callback-request.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { acceptJob } from '../jobs/accept-job.ts';
import { waitForJob } from '../jobs/wait-for-job.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { samePolicy } from '../policy/same-policy.ts';
import type { SourcedAttribute } from '../policy/sourced-attributes.ts';
import { planAnswer } from '../pushes/plan-answer.ts';
import { planInCall } from '../pushes/plan-in-call.ts';
import { pushAnswer } from '../pushes/push-answer.ts';
import type { SyncFromOktaInput, SyncFromOktaOutput } from '../schema/types.ts';
import type { JobRecord } from '../store/jobs.ts';
import { countOktaUsers } from '../store/okta-users.ts';
import { collectedOf, collectedText, groupWarnings } from '../sync/collected.ts';
import { findMissingVariables } from '../sync/find-missing-variables.ts';
import { syncKind } from '../sync/sync-kind.ts';
import { syncRequest } from '../sync/sync-request.ts';
import { unlessRefused } from '../sync/unless-refused.ts';
import { type ActionContext, defineAction } from './action.ts';

/** Left for the answer itself. */
const ANSWER_MS = 2_000;

/** @throws ConnectorError BODY_INVALID for a policy that would have to be written by, without being followed */
function checkProposal(action: string, { policy, dryRun = false }: SyncFromOktaInput): void {
  if (policy === undefined || dryRun) return;
  const [path, message] = ['/policy', 'goes with dryRun: true; what is written follows POLICY_FILE'];
  throw new ConnectorError('BODY_INVALID', { action, problem: `${path} ${message}` }, [{ path, message }]);
}

/** What there is to say about a plan; of a sync that is written, what it has come to so far. */
async function planFacts(context: ActionContext, push: JobRecord, dryRun: boolean) {
  if (dryRun) {
    const { planId, planHash, clearedCount, omniRequests, estimatedSeconds, guard } = await planAnswer(context, push);
    return { planId, planHash, clearedCount, omniRequests, estimatedSeconds, guard };
  }
  const { clearedCount, omniRequests } = push;
  const noPlan = { planId: '', planHash: '', estimatedSeconds: 0, guard: { tripped: false, reason: '' } };
  return { ...noPlan, clearedCount, omniRequests };
}

/** What whoever plans by a policy has to know of its variables, where Okta shows its profiles. */
async function variableFacts(okta: OktaSession, policy: readonly SourcedAttribute[] | undefined, dryRun: boolean) {
  const found = dryRun && policy ? await unlessRefused(findMissingVariables(okta, policy)) : 'refused';
  return found === 'refused' ? { missing: [], requests: 0 } : found;
}

/** Reads what Okta holds and pushes it: unlike Okta's own Force Sync, it also repairs what was changed inside Omni. */
export default defineAction<SyncFromOktaInput, SyncFromOktaOutput>({
  name: 'sync-from-okta',
  title: 'Sync From Okta',
  description:
    'Pushes the values that Okta holds for the users of the Omni app, or that the policy gives them: only where they differ, as a job.',
  group: 'Okta',
  scope: 'okta.setup',
  alsoNeeds: ['omni.values.write'],
  effect: 'write',
  omniRequests: 1,
  asksOkta: true,
  throws: [
    'OKTA_MAPPING_NOT_FOUND',
    'OKTA_ATTRIBUTE_NOT_SYNCED',
    'OKTA_ATTRIBUTE_CONFLICT',
    'OKTA_NOTHING_SYNCED',
    'OKTA_EXPRESSION_NOT_PLAIN',
    'POLICY_NO_SOURCE',
    'POLICY_INVALID',
    'ATTRIBUTE_TYPE_CONFLICT',
    'ATTRIBUTE_STAYS_MULTI_VALUED',
    'ATTRIBUTE_SYSTEM',
    'CALLBACK_NOT_ALLOWED',
  ],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  async run(context, input) {
    const { mode = 'wait', dryRun = false } = input;
    checkProposal(context.action, input);
    const okta = context.okta.session(context.omni.deadline);
    const request = await syncRequest({ ...context, okta }, input, dryRun);
    const push = dryRun ? await planInCall(context, request, syncKind) : await start();
    const answer = await pushAnswer(context, push, { dryRun, failOnError: false });
    const { sync, proposal } = request.options;
    const references = sync.attributes.map(({ reference }) => reference);
    const { missing, requests } = await variableFacts(okta, sync.policy, dryRun);
    const read = collectedOf(push);
    const collected = { ...read, oktaRequests: read.oktaRequests + requests };
    const told = dryRun && sync.policy ? ` ${collectedText({ collected })}` : '';
    return {
      ...answer,
      message: `${answer.message}${told}`,
      ...(await countOktaUsers(context.database, push.id)),
      oktaRequests: collected.oktaRequests,
      references,
      ...(await planFacts(context, push, dryRun)),
      groupWarnings: groupWarnings(push),
      variableWarnings: [...missing],
      policyInForce: proposal === undefined || samePolicy(proposal, context.policy?.policy),
    };

    async function start() {
      const { id } = await withCallback(context, input.callbackUrl, () => acceptJob(context, request));
      return await waitForJob(context, id, mode === 'wait' ? context.omni.deadline - ANSWER_MS : 0);
    }
  },
});
