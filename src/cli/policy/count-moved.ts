import { definitionOf } from '../../policy/policy-definitions.ts';
import type { EnsureAttributesOutput, Policy } from '../../schema/types.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import type { DefinitionChange } from './definition-changes.ts';
import { DEFINITIONS_AT_ONCE } from './definitions-at-once.ts';

type Counted = EnsureAttributesOutput['results'][number];

/** A definition that a policy would make or change, with whom that moves. */
export interface CountedChange
  extends DefinitionChange,
    Pick<Counted, 'usersFollowingDefault' | 'emailOnlyFollowingDefault' | 'usersHoldingValue' | 'usedCount'> {
  /** How the users are known; empty: nobody is moved. */
  readonly countTruth: Counted['countTruth'];
}

const NOBODY = {
  usersFollowingDefault: 0,
  emailOnlyFollowingDefault: 0,
  usersHoldingValue: 0,
  usedCount: 0,
  countTruth: '',
} as const;

const movesPeople = ({ step, fields }: DefinitionChange): boolean =>
  step === 'update' && fields.some(({ field }) => field === 'defaultValue' || field === 'multiValued');

/** Asks a dry run whom the changes would move, where they may move somebody. */
export async function countMoved(
  call: CallAction,
  { attributes }: Policy,
  changes: readonly DefinitionChange[],
): Promise<CountedChange[]> {
  const moving = new Set(changes.filter(movesPeople).map(({ reference }) => reference));
  const wanted = attributes.filter(({ reference }) => moving.has(reference)).map(definitionOf);
  const counts = new Map<string, Counted>();
  for (let start = 0; start < wanted.length; start += DEFINITIONS_AT_ONCE) {
    const input = { attributes: wanted.slice(start, start + DEFINITIONS_AT_ONCE), dryRun: true };
    const { results } = await demand<EnsureAttributesOutput>(call, 'ensure-attributes', input);
    const failed = results.find(({ status }) => status === 'failed');
    if (failed) throw new Error(failed.message);
    for (const result of results) counts.set(result.reference, result);
  }
  return changes.map((change) => {
    const found = counts.get(change.reference) ?? NOBODY;
    const { usersFollowingDefault, emailOnlyFollowingDefault, usersHoldingValue, usedCount, countTruth } = found;
    return {
      ...change,
      usersFollowingDefault,
      emailOnlyFollowingDefault,
      usersHoldingValue,
      usedCount,
      countTruth,
    };
  });
}

/** What of a change is reviewed: what it does, and whom a changed default moves. */
export const reviewedChange = ({
  reference,
  step,
  fields,
  usersFollowingDefault,
  emailOnlyFollowingDefault,
}: CountedChange) => ({ reference, step, fields, usersFollowingDefault, emailOnlyFollowingDefault });
