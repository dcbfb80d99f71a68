import type { ErrorDetail } from '../errors/connector-error.ts';
import type { Attribute } from '../push/attribute.ts';
import { nearest } from '../push/nearest.ts';
import type { Policy, PolicyAttribute } from '../schema/types.ts';
import { ruleText } from './group-rule.ts';
import type { MissingVariable } from './missing-variables.ts';
import type { UnreadableReason } from './unreadable-rules.ts';
import { oktaVariable } from './wanted-values.ts';

/** What Okta has of the groups that a policy names. */
export interface GroupFacts {
  /** The rules that cannot be followed, by their texts. */
  readonly unreadable: ReadonlyMap<string, UnreadableReason>;
  /** The texts of the patterns that no group fits. */
  readonly unmatched: ReadonlySet<string>;
}

/** What Okta and Omni have of all that a policy names. */
export interface OutsideFacts extends GroupFacts {
  /** Omni's definitions, by reference. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The variables that the profiles in Okta lack. */
  readonly missing: readonly MissingVariable[];
}

type Problems = Generator<ErrorDetail>;

/** @param candidate empty: nothing is near */
const meant = (candidate: string): string => (candidate === '' ? '' : ` (did you mean ${candidate}?)`);

function* checkDefinition(wanted: PolicyAttribute, path: string, { attributes }: OutsideFacts): Problems {
  const { reference, type, multiValued = false } = wanted;
  const found = attributes.get(reference);
  if (!found) {
    const others = [...attributes.values()].filter(({ system }) => !system).map((one) => one.reference);
    const message = `Omni has no attribute ${reference}${meant(nearest(reference, others) ?? '')}: create it with ensure-attribute`;
    yield { path: `${path}/reference`, message };
  } else if (found.system) {
    yield {
      path: `${path}/reference`,
      message: `${reference} is one of Omni's own, which nobody writes: leave it out`,
    };
  } else if (found.type !== type) {
    const message = `Omni has ${reference} with the type ${found.type}, which stays: write ${found.type} here`;
    yield { path: `${path}/type`, message };
  } else if (found.multiValued !== multiValued) {
    const has = found.multiValued ? 'several values' : 'one value';
    const then = found.multiValued ? 'write multiValued: true here' : 'switch it on with update-attribute';
    yield { path: `${path}/multiValued`, message: `in Omni ${reference} holds ${has}: ${then}` };
  }
}

const PROFILES = { user: 'the Okta user profile', app: "the Omni app's profile in Okta" } as const;

/** The variables that give nobody a value, each with its JSON pointer and what to do. */
export function* checkVariables({ attributes }: Policy, { missing }: Pick<OutsideFacts, 'missing'>): Problems {
  for (const [index, { value }] of attributes.entries()) {
    const found = missing.find(({ variable }) => variable === value?.okta);
    if (!found) continue;
    const { profile, name } = oktaVariable(found.variable);
    const message = `${PROFILES[profile]} has no attribute ${name}${meant(found.suggestion)}: take the variable name that the Profile Editor shows`;
    yield { path: `/attributes/${index}/value/okta`, message };
  }
}

const REASONS: Readonly<Record<UnreadableReason, string>> = {
  missing: 'Okta has no group of exactly this name, case included: correct it, or create the group',
  ambiguous: 'two groups in Okta bear one name, and nobody can tell which is meant: rename one of them',
  refused: 'Okta refuses to show the groups: grant the service app okta.groups.read and a role that covers them',
};

const UNMATCHED =
  'no group in Okta fits this pattern, so that it gives nobody a value: correct it, or create such a group';

/** @returns of each rule of groups: its text, and where it stands */
function* groupPlaces({ attributes }: Policy): Generator<readonly [text: string, path: string]> {
  for (const [index, { value }] of attributes.entries()) {
    for (const [at, rule] of (value?.groups ?? []).entries()) {
      const field = rule.group === undefined ? 'groupLike' : 'group';
      yield [ruleText(rule), `/attributes/${index}/value/groups/${at}/${field}`];
    }
  }
}

/** The rules of groups that cannot be followed, each with its JSON pointer and what to do. */
export function* checkGroups(policy: Policy, { unreadable }: Pick<GroupFacts, 'unreadable'>): Problems {
  for (const [text, path] of groupPlaces(policy)) {
    const reason = unreadable.get(text);
    if (reason) yield { path, message: REASONS[reason] };
  }
}

/** What may be meant so: patterns that no group fits, each with its JSON pointer and what to do. */
export function* warnOfGroups(policy: Policy, { unmatched }: Pick<GroupFacts, 'unmatched'>): Problems {
  for (const [text, path] of groupPlaces(policy)) if (unmatched.has(text)) yield { path, message: UNMATCHED };
}

/**
 * What is wrong with a policy by what Okta and Omni have, each with its JSON pointer and what to do, in the order of
 * the policy.
 */
export function* checkOutside(policy: Policy, facts: OutsideFacts): Problems {
  const ofSources = [...checkVariables(policy, facts), ...checkGroups(policy, facts)];
  for (const [index, attribute] of policy.attributes.entries()) {
    const path = `/attributes/${index}`;
    yield* checkDefinition(attribute, path, facts);
    yield* ofSources.filter((problem) => problem.path.startsWith(`${path}/`));
  }
}
