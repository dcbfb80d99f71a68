import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from '../push/attribute.ts';
import type { DefinitionPlan } from '../push/definition.ts';
import { attributeUses, type KnownUses } from './attribute-uses.ts';
import type { ApplyContext } from './context.ts';
import { type CountTruth, countHeads, type KnownHeadCount } from './count-heads.ts';

/** What a change of a definition does to people, counted before it is made. */
export interface DefinitionImpact extends KnownUses {
  /** Active users whom a changed default moves, since they have no value of their own; 0 where it does not change. */
  readonly usersFollowingDefault: number;
  /** The same of recipients without an account; -1 where Omni does not tell. */
  readonly emailOnlyFollowingDefault: number;
  /** Users who hold a value of their own, of an attribute that is to take several. */
  readonly usersHoldingValue: number;
  /** Empty: there was nothing to count. */
  readonly countTruth: CountTruth | '';
  /** More than may be moved without naming their number. */
  readonly needsConfirmation: boolean;
}

export const NO_IMPACT: DefinitionImpact = {
  usersFollowingDefault: 0,
  emailOnlyFollowingDefault: 0,
  usersHoldingValue: 0,
  countTruth: '',
  needsConfirmation: false,
  usedCount: 0,
  uses: [],
  usesNote: '',
};

const NOBODY_TELLS = -1;

const changesDefault = (plan: DefinitionPlan): boolean =>
  plan.step === 'update' && plan.update.defaultValue !== undefined;

/** Whether a change of a definition changes what people hold or follow; one that is new moves nobody. */
export const movesPeople = (plan: DefinitionPlan): boolean =>
  changesDefault(plan) || (plan.step === 'update' && plan.update.multiValued !== undefined);

/** A definition as it is, and how it is to be. */
export interface PlannedMove {
  readonly before: Attribute;
  readonly plan: DefinitionPlan;
  /** The number that the caller has named. */
  readonly confirmed: number | undefined;
}

function impactOf(
  { plan, confirmed }: PlannedMove,
  heads: KnownHeadCount,
  emailOnly: number,
  uses: KnownUses,
  maxFollowers: number,
): DefinitionImpact {
  const isDefault = changesDefault(plan);
  const { followers, holders, truth } = heads;
  return {
    usersFollowingDefault: isDefault ? followers : 0,
    emailOnlyFollowingDefault: isDefault ? emailOnly : 0,
    usersHoldingValue: holders,
    countTruth: truth,
    needsConfirmation: isDefault && followers > maxFollowers && confirmed !== followers,
    ...uses,
  };
}

/** Counts whom changes of definitions move, and where these are used. Users are gone through once for all of them. */
export async function definitionImpacts(
  context: ApplyContext,
  moves: readonly PlannedMove[],
): Promise<DefinitionImpact[]> {
  if (moves.length === 0) return [];
  const { byReference, emailOnly } = await countHeads(
    context,
    moves.map(({ before }) => before),
    { withRecipients: moves.some(({ plan }) => changesDefault(plan)) },
  );
  const usesOf = await attributeUses(context.database);
  return moves.map((move) => {
    const { reference } = move.before;
    const heads = byReference.get(reference);
    if (!heads) throw new Error('each attribute is counted');
    const recipients = emailOnly?.get(reference) ?? NOBODY_TELLS;
    return impactOf(move, heads, recipients, usesOf(reference), context.settings.maxDefaultFollowers);
  });
}

/** What a change of a default is refused with until its caller names whom it moves. */
export function unconfirmed(reference: string, { usersFollowingDefault: count, countTruth }: DefinitionImpact) {
  const known = countTruth === 'assumed' ? ', as far as is known' : '';
  const details = [{ path: '/confirmUsersFollowingDefault', message: `must be ${count}` }];
  return new ConnectorError('DEFAULT_CHANGE_NEEDS_CONFIRMATION', { reference, count, known }, details);
}

/** What a change does to people, as answers show it. */
export const shownImpact = ({ uses, ...impact }: DefinitionImpact) => ({ ...impact, uses: [...uses] });
