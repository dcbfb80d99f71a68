import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import { type DefinitionPlan, planDefinition, type WantedAttribute } from '../push/definition.ts';
import type { ApplyContext } from './context.ts';
import { type DefinitionImpact, definitionImpacts, movesPeople, NO_IMPACT, unconfirmed } from './definition-impact.ts';
import { withDefinitionLeases } from './definition-lease.ts';
import { type DefinitionChange, type SettledDefinition, sendDefinitions } from './send-definitions.ts';

/** What happened to one definition; in a dry run, what would happen. */
export type DefinitionOutcome =
  | {
      readonly status: 'created' | 'updated' | 'unchanged';
      readonly reference: string;
      readonly attribute: Attribute;
      /** What it does to people; of a change that does nothing to them, zeros. */
      readonly impact: DefinitionImpact;
    }
  | {
      readonly status: 'failed';
      readonly reference: string;
      readonly error: ConnectorError;
      readonly impact: DefinitionImpact;
    };

/** A definition as its caller wants it, and the number of users that they have named as moved by its default. */
export interface ConfirmedAttribute extends WantedAttribute {
  readonly confirmUsersFollowingDefault?: number;
}

export interface DefineOptions {
  /** What the caller knows: that the attribute must be new, must exist, or either. */
  readonly expects: 'new' | 'existing' | 'either';
  readonly dryRun: boolean;
}

const STATUS = { none: 'unchanged', create: 'created', update: 'updated' } as const;

function planOne(
  context: ApplyContext,
  wanted: WantedAttribute,
  before: Attribute | undefined,
  expects: DefineOptions['expects'],
): DefinitionPlan {
  const { reference } = wanted;
  if (expects === 'existing' && !before) throw new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference });
  const plan = planDefinition(before, wanted);
  // A repeat of a call that was cut off finds what that call has created.
  const isOwn = context.resumed && plan.step === 'none';
  if (expects === 'new' && before && !isOwn) throw new ConnectorError('ATTRIBUTE_EXISTS', { reference });
  return plan;
}

interface PlannedDefinition {
  readonly before: Attribute | undefined;
  readonly plan: DefinitionPlan;
  readonly impact: DefinitionImpact;
}
interface RefusedDefinition {
  readonly error: ConnectorError;
  readonly impact: DefinitionImpact;
}
type Planned = PlannedDefinition | RefusedDefinition;

/** Plans by what Omni holds now, not a minute ago. */
async function planAll(
  context: ApplyContext,
  wanted: readonly WantedAttribute[],
  { expects }: DefineOptions,
): Promise<Planned[]> {
  const found = byReference(await context.omni.listAttributes(0));
  const named = new Set<string>();
  return wanted.map((one) => {
    try {
      if (named.has(one.reference)) throw new ConnectorError('ATTRIBUTE_REPEATED', { reference: one.reference });
      named.add(one.reference);
      const before = found.get(one.reference);
      return { before, plan: planOne(context, one, before, expects), impact: NO_IMPACT };
    } catch (thrown) {
      return { error: toConnectorError(thrown), impact: NO_IMPACT };
    }
  });
}

const moves = (planned: Planned): planned is PlannedDefinition & { before: Attribute } =>
  'plan' in planned && planned.before !== undefined && movesPeople(planned.plan);

/**
 * Counts whom the changes move, and refuses those of a default that move more than may be moved unnamed. Whatever
 * changes a definition comes by here.
 */
async function guardAll(
  context: ApplyContext,
  wanted: readonly ConfirmedAttribute[],
  planned: readonly Planned[],
  { dryRun }: DefineOptions,
): Promise<Planned[]> {
  const confirmed = new Map(planned.map((one, at) => [one, wanted[at]?.confirmUsersFollowingDefault]));
  const moving = planned.filter(moves);
  const impacts = await definitionImpacts(
    context,
    moving.map((one) => ({ ...one, confirmed: confirmed.get(one) })),
  );
  const counted = new Map<Planned, DefinitionImpact | undefined>(moving.map((one, at) => [one, impacts[at]]));
  return planned.map((one) => {
    const impact = counted.get(one);
    if (!('plan' in one) || !impact) return one;
    const isRefused = impact.needsConfirmation && !dryRun;
    return isRefused ? { error: unconfirmed(one.plan.after.reference, impact), impact } : { ...one, impact };
  });
}

const isChange = (planned: Planned): planned is PlannedDefinition & DefinitionChange =>
  'plan' in planned && planned.plan.step !== 'none';

/** @returns undefined when somebody else has made the definition in the meantime, so that it has to be judged anew */
function outcomeOf(
  reference: string,
  planned: Planned,
  settled: SettledDefinition | undefined,
  { expects }: DefineOptions,
): DefinitionOutcome | undefined {
  const { impact } = planned;
  if ('error' in planned) return { status: 'failed', reference, error: planned.error, impact };
  const { plan } = planned;
  // Only a repeated create comes here with nothing to do: it reports what the cut-off run did.
  const status = expects === 'new' ? 'created' : STATUS[plan.step];
  if (!settled) return { status, reference, attribute: plan.after, impact };
  if (settled instanceof ConnectorError) return { status: 'failed', reference, error: settled, impact };
  if (!settled.wasThere) return { status, reference, attribute: settled.attribute, impact };
  if (expects === 'either') return undefined;
  if (expects === 'existing') return { status: 'unchanged', reference, attribute: settled.attribute, impact };
  return { status: 'failed', reference, error: new ConnectorError('ATTRIBUTE_EXISTS', { reference }), impact };
}

/** Counts, refuses and writes what was planned. @returns undefined as `outcomeOf` does */
async function settleAll(
  context: ApplyContext,
  wanted: readonly ConfirmedAttribute[],
  planned: readonly Planned[],
  options: DefineOptions,
  ready: () => Promise<void>,
): Promise<(DefinitionOutcome | undefined)[]> {
  const guarded = await guardAll(context, wanted, planned, options);
  const changes = options.dryRun ? [] : guarded.filter(isChange);
  const settled = changes.length === 0 ? [] : await sendDefinitions(context, changes, ready);
  const results = new Map<Planned, SettledDefinition | undefined>(
    changes.map((change, index) => [change, settled[index]]),
  );
  return guarded.map((one, index) => outcomeOf(wanted[index]?.reference ?? '', one, results.get(one), options));
}

/** The definitions whose change moves people. */
const moving = (planned: readonly Planned[]): string[] =>
  planned.filter(moves).map(({ before: { reference } }) => reference);

/**
 * Plans and settles under leases. What begins to move people only now, because somebody has changed its definition
 * meanwhile, has no lease yet: nothing is sent, and all begins anew with that one as well.
 *
 * @param held the definitions whose leases are held from the plan on
 */
async function settleHeld(
  context: ApplyContext,
  wanted: readonly ConfirmedAttribute[],
  options: DefineOptions,
  held: readonly string[] = [],
): Promise<(DefinitionOutcome | undefined)[]> {
  const settled = await withDefinitionLeases(context, held, async (ready) => {
    const planned = await planAll(context, wanted, options);
    const more = options.dryRun ? [] : moving(planned).filter((reference) => !held.includes(reference));
    return more.length > 0 ? { more } : { outcomes: await settleAll(context, wanted, planned, options, ready) };
  });
  return settled.outcomes ?? (await settleHeld(context, wanted, options, [...held, ...settled.more]));
}

/**
 * Makes definitions as wanted. A failure of one does not stop the others, and repeating the call changes nothing that
 * is already in place. Whom a change moves is counted under the leases of the definitions, right before it is sent.
 *
 * @returns one outcome per definition, in order
 */
export async function defineAttributes(
  context: ApplyContext,
  wanted: readonly ConfirmedAttribute[],
  options: DefineOptions,
): Promise<DefinitionOutcome[]> {
  const outcomes = await settleHeld(context, wanted, options);
  const open = wanted.filter((_, index) => !outcomes[index]);
  const judged = open.length === 0 ? [] : await defineAttributes(context, open, { ...options, expects: 'existing' });
  return outcomes.flatMap((outcome) => outcome ?? judged.shift() ?? []);
}

/** As `defineAttributes` for one definition. @throws ConnectorError instead of a failed outcome */
export async function defineAttribute(context: ApplyContext, wanted: ConfirmedAttribute, options: DefineOptions) {
  const [outcome] = await defineAttributes(context, [wanted], options);
  if (!outcome) throw new Error('one definition gives one outcome');
  if (outcome.status === 'failed') throw outcome.error;
  return outcome;
}
