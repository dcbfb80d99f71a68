import { ConnectorError } from '../errors/connector-error.ts';
import { UncertainOutcome } from '../omni/requester.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import { type DefinitionPlan, isAsPlanned } from '../push/definition.ts';
import type { ApplyContext } from './context.ts';
import { journalDefinition } from './journal-definition.ts';
import { explainMissing } from './missing-definition.ts';
import { LOOK_AGAIN_MS } from './read-back.ts';

/** A definition that differs from what is wanted. */
export interface DefinitionChange {
  readonly plan: Exclude<DefinitionPlan, { step: 'none' }>;
  readonly before: Attribute | undefined;
}

/**
 * A definition as Omni shows it afterwards; `wasThere`: somebody else had made it in the meantime, as wanted or not.
 */
export type SettledDefinition = { readonly attribute: Attribute; readonly wasThere: boolean } | ConnectorError;

interface Sending extends DefinitionChange {
  readonly close: Awaited<ReturnType<typeof journalDefinition>>;
  sent: 'accepted' | 'uncertain' | ConnectorError;
  seen: Attribute | undefined;
}

/** Left for looking whether the last write is there. */
const LOOK_MS = 5_000;
/** A name that is taken is answered in three ways; only the list tells it from a name that is not allowed. */
const NAME_TAKEN: ReadonlySet<unknown> = new Set([400, 409, 422]);

/** Refused creates are looked for as long as accepted ones: the one that took the name may be as fresh. */
const mayAppear = ({ sent, plan }: Sending): boolean => plan.step === 'create' || !(sent instanceof ConnectorError);

const isSettledBy = ({ sent, plan }: Sending, attribute: Attribute): boolean =>
  isAsPlanned(attribute, plan.after) || (plan.step === 'create' && sent instanceof ConnectorError);

const mayBeThere = ({ sent }: Sending): boolean =>
  !(sent instanceof ConnectorError) || (sent.code === 'OMNI_REFUSED' && NAME_TAKEN.has(sent.facts.status));

async function send(
  context: ApplyContext,
  { plan }: DefinitionChange,
  ready?: () => Promise<void>,
): Promise<Sending['sent']> {
  try {
    if (context.clock.now() + LOOK_MS > context.omni.deadline) {
      throw new ConnectorError('OMNI_TOO_SLOW', { done: `${plan.after.reference} was not touched`, seconds: 1 });
    }
    if (plan.step === 'create') await context.omni.createAttribute(plan.after);
    else await context.omni.updateAttribute(plan.after, plan.update, ready);
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof UncertainOutcome) return 'uncertain';
    if (!(thrown instanceof ConnectorError)) throw thrown;
    return plan.step === 'update' ? await explainMissing(context, plan.after, thrown) : thrown;
  }
}

/** Reads the list until every definition that may be there is seen as planned, three times at most. */
async function look(context: ApplyContext, sendings: readonly Sending[]): Promise<void> {
  const wanted = sendings.filter(mayBeThere);
  if (wanted.length === 0) return;
  for (const waitMs of LOOK_AGAIN_MS) {
    if (waitMs > 0) await context.clock.sleep(waitMs);
    const found = byReference(await context.omni.listAttributes(0));
    for (const sending of wanted) {
      const attribute = found.get(sending.plan.after.reference);
      if (attribute && isSettledBy(sending, attribute)) sending.seen = attribute;
    }
    if (wanted.every((sending) => sending.seen || !mayAppear(sending))) return;
  }
}

async function finish({ sent, seen, close }: Sending): Promise<SettledDefinition> {
  if (sent instanceof ConnectorError) {
    await close('nothing');
    return seen ? { attribute: seen, wasThere: true } : sent;
  }
  await close(seen ? 'verified' : 'interrupted');
  return seen ? { attribute: seen, wasThere: false } : new ConnectorError('OMNI_WRITE_UNCERTAIN');
}

/**
 * Creates and updates definitions, then looks once whether all are there. An uncertain write is sent again only after
 * the look has shown that it did nothing, so a create never makes two.
 *
 * @param ready asked when an update is about to leave; what it throws keeps it from leaving
 * @returns one result per change, in order
 */
export async function sendDefinitions(
  context: ApplyContext,
  changes: readonly DefinitionChange[],
  ready?: () => Promise<void>,
): Promise<SettledDefinition[]> {
  const sendings: Sending[] = [];
  context.omni.progress('the definitions may have been sent and may be in place, but they were not read back');
  for (const change of changes) {
    const close = await journalDefinition(context, change.before, change.plan.after);
    sendings.push({ ...change, close, sent: await send(context, change, ready), seen: undefined });
  }
  try {
    await look(context, sendings);
    const lost = sendings.filter(({ sent, seen }) => sent === 'uncertain' && !seen);
    for (const sending of lost) {
      const sent = await send(context, sending, ready);
      // A refusal of the repeat says nothing of the first: that one may have taken the name.
      if (sent === 'accepted') sending.sent = sent;
    }
    await look(context, lost);
  } catch (thrown) {
    // Not looking leaves every outcome open, which `finish` records and reports.
    if (!(thrown instanceof ConnectorError)) throw thrown;
  }
  const settled: SettledDefinition[] = [];
  for (const sending of sendings) settled.push(await finish(sending));
  return settled;
}
