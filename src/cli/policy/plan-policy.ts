import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { checkGroups, checkVariables, warnOfGroups } from '../../policy/check-outside.ts';
import type { Attribute } from '../../push/attribute.ts';
import { byReference } from '../../push/changes.ts';
import { SLACK } from '../../push/estimate.ts';
import type { ListAttributesOutput, RowResult, SyncFromOktaOutput } from '../../schema/types.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import { listResults } from '../push/job-results.ts';
import { type CountedChange, countMoved, reviewedChange } from './count-moved.ts';
import { definitionChanges } from './definition-changes.ts';
import { type FollowedPolicy, placed, problemLines, warningLines } from './open-policy.ts';
import { planValues, type ValuePlan } from './plan-values.ts';
import { type AttributeMoves, countMoves, type ValueMove, valueMoves } from './value-moves.ts';

/** What a policy would change, as it is shown and as machines get it. */
export interface PolicyPlan {
  /** SHA-256 of the policy's text, the definitions, whom they move, and the values: what `policy apply` takes. */
  readonly planHash: string;
  readonly wouldChange: boolean;
  readonly definitions: readonly CountedChange[];
  readonly values: readonly AttributeMoves[];
  /** What each person gains and loses. */
  readonly people: readonly ValueMove[];
  /** Values that are shown already, perhaps by a default, and are written as the person's own. */
  readonly shownAlreadyCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly failedCount: number;
  /** The first rows that would fail. */
  readonly failures: readonly Pick<RowResult, 'userName' | 'code' | 'message'>[];
  readonly omniRequests: number;
  readonly estimatedSeconds: number;
  readonly oktaRequests: number;
  readonly guard: { readonly tripped: boolean; readonly reason: string };
  /**
   * Variables and rules of groups that give nobody a value, or by which values are left alone: file, line, what to do.
   */
  readonly warnings: readonly string[];
  /** Whether the connector follows this policy; without that nothing can be applied. */
  readonly policyInForce: boolean;
  readonly message: string;
}

/** A plan, and what applies its values. */
export interface MadePlan {
  readonly plan: PolicyPlan;
  /** Undefined: the policy gives no values. */
  readonly values: ValuePlan | undefined;
}

const FAILURES = 20;
/** Definitions are read before and after they are written. */
const LOOKS = 2;

const NO_VALUES = {
  planId: '',
  planHash: '',
  changedCount: 0,
  unchangedCount: 0,
  failedCount: 0,
  omniRequests: 0,
  estimatedSeconds: 0,
  oktaRequests: 0,
  guard: { tripped: false, reason: '' },
  groupWarnings: [],
  variableWarnings: [],
  policyInForce: true,
  message: 'The policy says where no value comes from, so that it writes none.',
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type Cost = Pick<PolicyPlan, 'omniRequests' | 'estimatedSeconds' | 'oktaRequests'>;

/** What it takes: applying makes the plan once more, and again where definitions have changed since. */
function costOf(definitions: number, { omniRequests, estimatedSeconds, oktaRequests }: Cost) {
  const more = definitions > 0 ? definitions + LOOKS : 0;
  const secondsEach = omniRequests > 0 ? estimatedSeconds / omniRequests : SLACK;
  return {
    omniRequests: omniRequests + more,
    estimatedSeconds: Math.ceil(estimatedSeconds + more * secondsEach),
    oktaRequests: definitions > 0 ? oktaRequests * 2 : oktaRequests,
  };
}

async function definitionsNow(call: CallAction): Promise<ReadonlyMap<string, Attribute>> {
  const { attributes } = await demand<ListAttributesOutput>(call, 'list-attributes', { includeSystem: true });
  return byReference(attributes.map((attribute) => ({ ...attribute, defaultValue: attribute.defaultValues })));
}

/** What the connector has found of the groups and variables, by the lines of the policy. */
function warningsOf(
  opened: FollowedPolicy,
  { groupWarnings: found, variableWarnings: missing }: Pick<SyncFromOktaOutput, 'groupWarnings' | 'variableWarnings'>,
): string[] {
  const { policy } = opened.reading;
  const unmatched = new Set(found.filter(({ reason }) => reason === 'unmatched').map(({ rule }) => rule));
  const unreadable = new Map(
    found.flatMap(({ rule, reason }) => (reason === 'unmatched' ? [] : [[rule, reason] as const])),
  );
  const problems = [
    ...checkVariables(policy, { missing }),
    ...checkGroups(policy, { unreadable }),
    ...warnOfGroups(policy, { unmatched }),
  ];
  return warningLines(opened, placed(opened.reading, problems));
}

/**
 * Finds out what a policy would change, and writes nothing.
 *
 * @param tell hears how far the planning is
 * @throws Error with what Omni does not let the policy change, by line
 */
export async function planPolicy(
  call: CallAction,
  opened: FollowedPolicy,
  tell: (line: string) => void,
): Promise<MadePlan> {
  const { policy } = opened.reading;
  const { changes: changed, problems } = definitionChanges(policy, await definitionsNow(call));
  if (problems.length > 0) {
    throw new Error(problemLines(opened, placed(opened.reading, problems)).join('\n'));
  }
  const values = await planValues(call, opened, tell);
  // After the values: what their plan has read of people is remembered, and counts here.
  const definitions = await countMoved(call, policy, changed);
  const { answer = NO_VALUES, changes = [] } = values ?? {};
  const failed =
    answer.failedCount > 0 ? await listResults(call, answer.planId, { status: 'failed', most: FAILURES }) : [];
  const people = valueMoves(changes);
  const { changedCount, unchangedCount, failedCount, guard, policyInForce, message } = answer;
  const plan: PolicyPlan = {
    planHash: sha256(
      String(
        canonicalize({ policy: opened.text, definitions: definitions.map(reviewedChange), values: answer.planHash }),
      ),
    ),
    wouldChange: definitions.length > 0 || people.length > 0,
    definitions,
    values: countMoves(
      people,
      policy.attributes.map(({ reference }) => reference),
    ),
    people,
    shownAlreadyCount: changes.length - people.length,
    changedCount,
    unchangedCount,
    failedCount,
    failures: failed.map(({ userName, code, message: why }) => ({ userName, code, message: why })),
    ...costOf(definitions.length, answer),
    guard,
    warnings: warningsOf(opened, answer),
    policyInForce,
    message,
  };
  return { plan, values };
}
