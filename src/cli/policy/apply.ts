import { ConnectorError } from '../../errors/connector-error.ts';
import { definitionOf } from '../../policy/policy-definitions.ts';
import type { ApplyPlanOutput, EnsureAttributesOutput } from '../../schema/types.ts';
import { type CallAction, demand, type Engine } from '../push/call-action.ts';
import { checkTargets } from '../push/check-targets.ts';
import { EXIT } from '../push/exit-codes.ts';
import { say, sayJson, tell } from '../push/terminal.ts';
import { type WatchOptions, watchJobs } from '../push/watch-job.ts';
import { withEngine } from '../push/with-engine.ts';
import { DEFINITIONS_AT_ONCE } from './definitions-at-once.ts';
import { type FollowedPolicy, following, followPolicy } from './open-policy.ts';
import { type MadePlan, planPolicy } from './plan-policy.ts';
import { planValues, type ValuePlan, writesSame } from './plan-values.ts';
import { NOT_IN_FORCE } from './show-plan.ts';

export interface PolicyApplyOptions extends WatchOptions {
  readonly url?: string;
  /** Of the plan that was reviewed. */
  readonly planHash: string;
}

/** @throws Error naming the definitions that were not made; the others are in place */
async function makeDefinitions(call: CallAction, { reading }: FollowedPolicy, { plan }: MadePlan): Promise<void> {
  const named = new Map(plan.definitions.map((change) => [change.reference, change]));
  const wanted = reading.policy.attributes.flatMap((attribute) => {
    const change = named.get(attribute.reference);
    // Who has reviewed the hash has reviewed the numbers in it.
    return change ? [{ ...definitionOf(attribute), confirmUsersFollowingDefault: change.usersFollowingDefault }] : [];
  });
  for (let start = 0; start < wanted.length; start += DEFINITIONS_AT_ONCE) {
    const attributes = wanted.slice(start, start + DEFINITIONS_AT_ONCE);
    const { results } = await demand<EnsureAttributesOutput>(call, 'ensure-attributes', { attributes });
    for (const { status, message } of results) if (status !== 'failed') tell(message);
    const failed = results.filter(({ status }) => status === 'failed').map(({ message }) => message);
    if (failed.length > 0) throw new Error(`${failed.join(' ')} No values were written; repeat plan and apply.`);
  }
}

/**
 * The values as they can be applied: a default that is new is shown to everybody who holds nothing, so that the plan of
 * before no longer fits. What it writes must still be what was reviewed.
 */
async function valuesToApply(
  call: CallAction,
  opened: FollowedPolicy,
  { plan, values }: MadePlan,
): Promise<ValuePlan | undefined> {
  if (!values || plan.definitions.length === 0) return values;
  const now = await planValues(call, opened, tell);
  if (now && writesSame(values, now)) return now;
  throw new ConnectorError('PLAN_STALE', {
    problem: 'the definitions are in place, and the values to write are others by now',
  });
}

/**
 * Makes the plan of a policy anew and applies it if it is the one that was reviewed: definitions first, then values,
 * through the guard.
 *
 * @returns the exit code
 * @throws ConnectorError PLAN_STALE; Error where the connector does not follow the policy
 */
export async function applyPolicy(
  engine: Engine,
  opened: FollowedPolicy,
  options: PolicyApplyOptions,
): Promise<number> {
  const { call } = engine;
  const made = await planPolicy(call, opened, tell);
  const { plan } = made;
  if (plan.planHash !== options.planHash) {
    throw new ConnectorError('PLAN_STALE', {
      problem: 'the policy, the definitions or the values are not those of the plan hash',
    });
  }
  if (plan.wouldChange && !plan.policyInForce) throw new Error(NOT_IN_FORCE);
  if (plan.definitions.length > 0) await makeDefinitions(call, opened, made);
  const values = await valuesToApply(call, opened, made);
  if (!values || values.changes.length === 0) {
    if (options.json) sayJson({ plan });
    else say(plan.wouldChange ? 'The definitions are in place; no value had to change.' : 'Nothing had to change.');
    return EXIT.ok;
  }
  const { planId, planHash } = values.answer;
  const { jobId } = await demand<ApplyPlanOutput>(call, 'apply-plan', { planId, planHash });
  return await watchJobs(engine, [{ jobId }], options, async () => ({ plan }));
}

/**
 * `policy apply`, as `applyPolicy`. Without a running connector the one in this process follows the policy that is
 * applied.
 *
 * @returns the exit code
 */
export async function applyPolicyFile(
  environment: NodeJS.ProcessEnv,
  named: string | undefined,
  options: PolicyApplyOptions,
): Promise<number> {
  await checkTargets({ '--out': options.out }, named);
  const opened = followPolicy(environment, named);
  const work = (engine: Engine) => applyPolicy(engine, opened, options);
  return await withEngine(options.url, work, following(environment, opened));
}
