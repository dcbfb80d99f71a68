import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import { type DefinitionPlan, planDefinition, type WantedAttribute } from '../push/definition.ts';
import type { ApplyContext } from './context.ts';
import { type DefinitionChange, type SettledDefinition, sendDefinitions } from './send-definitions.ts';

/** What happened to one definition; in a dry run, what would happen. */
export type DefinitionOutcome =
  | { readonly status: 'created' | 'updated' | 'unchanged'; readonly reference: string; readonly attribute: Attribute }
  | { readonly status: 'failed'; readonly reference: string; readonly error: ConnectorError };

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

type Planned = { readonly before: Attribute | undefined; readonly plan: DefinitionPlan } | ConnectorError;

function planAll(
  context: ApplyContext,
  wanted: readonly WantedAttribute[],
  found: ReadonlyMap<string, Attribute>,
  expects: DefineOptions['expects'],
): Planned[] {
  const named = new Set<string>();
  return wanted.map((one) => {
    try {
      if (named.has(one.reference)) throw new ConnectorError('ATTRIBUTE_REPEATED', { reference: one.reference });
      named.add(one.reference);
      const before = found.get(one.reference);
      return { before, plan: planOne(context, one, before, expects) };
    } catch (thrown) {
      return toConnectorError(thrown);
    }
  });
}

const isChange = (planned: Planned): planned is DefinitionChange =>
  !(planned instanceof ConnectorError) && planned.plan.step !== 'none';

/** @returns undefined when somebody else has made the definition in the meantime, so that it has to be judged anew */
function outcomeOf(
  reference: string,
  planned: Planned,
  settled: SettledDefinition | undefined,
  { expects }: DefineOptions,
): DefinitionOutcome | undefined {
  if (planned instanceof ConnectorError) return { status: 'failed', reference, error: planned };
  const { plan } = planned;
  // Only a repeated create comes here with nothing to do: it reports what the cut-off run did.
  const status = expects === 'new' ? 'created' : STATUS[plan.step];
  if (!settled) return { status, reference, attribute: plan.after };
  if (settled instanceof ConnectorError) return { status: 'failed', reference, error: settled };
  if (!settled.wasThere) return { status, reference, attribute: settled.attribute };
  if (expects === 'either') return undefined;
  if (expects === 'existing') return { status: 'unchanged', reference, attribute: settled.attribute };
  return { status: 'failed', reference, error: new ConnectorError('ATTRIBUTE_EXISTS', { reference }) };
}

/**
 * Makes definitions as wanted. A failure of one does not stop the others, and repeating the call changes nothing that
 * is already in place.
 *
 * @returns one outcome per definition, in order
 */
export async function defineAttributes(
  context: ApplyContext,
  wanted: readonly WantedAttribute[],
  options: DefineOptions,
): Promise<DefinitionOutcome[]> {
  // What Omni holds now, not a minute ago.
  const found = byReference(await context.omni.listAttributes(0));
  const planned = planAll(context, wanted, found, options.expects);
  const changes = options.dryRun ? [] : planned.filter(isChange);
  const settled = changes.length === 0 ? [] : await sendDefinitions(context, changes);
  const results = new Map<Planned, SettledDefinition | undefined>(
    changes.map((change, index) => [change, settled[index]]),
  );
  const outcomes = planned.map((one, index) =>
    outcomeOf(wanted[index]?.reference ?? '', one, results.get(one), options),
  );
  const open = wanted.filter((_, index) => !outcomes[index]);
  const judged = open.length === 0 ? [] : await defineAttributes(context, open, { ...options, expects: 'existing' });
  return outcomes.flatMap((outcome) => outcome ?? judged.shift() ?? []);
}

/** As `defineAttributes` for one definition. @throws ConnectorError instead of a failed outcome */
export async function defineAttribute(context: ApplyContext, wanted: WantedAttribute, options: DefineOptions) {
  const [outcome] = await defineAttributes(context, [wanted], options);
  if (!outcome) throw new Error('one definition gives one outcome');
  if (outcome.status === 'failed') throw outcome.error;
  return outcome;
}
