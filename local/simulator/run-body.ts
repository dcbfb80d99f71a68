import type { BodyPlan } from './body-plan.ts';
import { FlowDefect } from './flow-defect.ts';
import { type CardJson, kindOf, titleOf } from './pack.ts';
import type { Made } from './read-inputs.ts';
import { runCard } from './run-card.ts';
import type { Ending, Frame } from './simulation.ts';

/** The head of the branch that an If/Else has decided for. */
function branchOf(card: CardJson, plan: BodyPlan, made: Made, flow: string): CardJson {
  const result = [...(made.get(card)?.values() ?? [])][0] === true;
  const head = Object.entries(card.branches).find(([, truth]) => truth === result)?.[0];
  if (head === undefined) throw new FlowDefect({ flow, card: titleOf(card) }, `has no branch for ${result}.`);
  return plan.card(head);
}

/** Runs the cards in their order, each once, until the last one or one that ends the flow. @throws CardError */
export async function runBody(plan: BodyPlan, frame: Frame): Promise<Ending> {
  const { flow } = frame.execution;
  const made: Made = new Map();
  const joins: CardJson[] = [];
  let card: CardJson | undefined = plan.first;
  while (card) {
    const { end } = await runCard(card, plan, made, frame);
    if (end) return end;
    const kind = kindOf(card);
    if (kind === 'control:if') {
      joins.push(plan.joinOf(card));
      card = branchOf(card, plan, made, flow);
      continue;
    }
    if (card === joins.at(-1)) joins.pop();
    card = plan.next(card, joins);
  }
  return { kind: 'done', values: {}, message: '' };
}
