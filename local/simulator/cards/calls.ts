import { CardError } from '../card-error.ts';
import { gives, helperId, holds, inside, NOTHING, named, ownInputs } from '../card-tools.ts';
import { FlowDefect } from '../flow-defect.ts';
import { startFrom } from '../helper-start.ts';
import { type CardJson, type FieldJson, inputsOf, isBody, outputsOf, titleOf } from '../pack.ts';
import type { CardCall, CardResult, CardRun, Ending } from '../simulation.ts';
import type { ValueObject } from '../value.ts';

/** What came back, as the outputs; all of them are null when the flow ended without a Return. */
function returned({ card, frame }: CardCall, { kind, values }: Ending): CardResult {
  if (kind === 'returned') return gives(values);
  if (kind === 'done' && outputsOf(card).length > 0) {
    const place = { flow: frame.execution.flow, card: titleOf(card) };
    throw new FlowDefect(place, 'has outputs, and the flow that it runs ends without a Return.');
  }
  return { outputs: () => null };
}

function startOf(call: CardCall) {
  const flow = call.frame.simulation.flow(helperId(call, 'flo'));
  const given: ValueObject = Object.fromEntries(ownInputs(call).map(([{ key }, value]) => [key, value]));
  return { flow, start: startFrom(call, flow, given) };
}

const callFlow: CardRun = async (call) => {
  const { flow, start } = startOf(call);
  const { simulation, execution } = call.frame;
  return returned(call, await simulation.call(flow, start, execution));
};

const callFlowAsync: CardRun = (call) => {
  const { flow, start } = startOf(call);
  call.frame.simulation.start(flow, start, call.frame.execution);
  return NOTHING;
};

function bodyIn(card: CardJson, field: FieldJson | undefined, flow: string) {
  const data = field?.value.data;
  if (isBody(data)) return data;
  throw new FlowDefect({ flow, card: titleOf(card), field: field?.key ?? 'flo' }, 'holds no flow.');
}

/** If Error: the error of a card inside goes to the second flow, which gives the same fields. */
const ifError: CardRun = async (call) => {
  const { card, frame } = call;
  const { flow } = frame.execution;
  const attempt = bodyIn(
    card,
    inputsOf(card).find(({ key }) => key === 'flo'),
    flow,
  );
  const { flo: rescue } = card.node.model.policy.error;
  if (!isBody(rescue)) throw new FlowDefect({ flow, card: titleOf(card) }, 'has no flow for errors.');
  const name = titleOf(card);
  try {
    return returned(call, await frame.simulation.runInside(frame, name, attempt, inside(call)));
  } catch (thrown) {
    if (!(thrown instanceof CardError)) throw thrown;
    const start = inside(call, named({ error: thrown.object }));
    return returned(call, await frame.simulation.runInside(frame, `${name} (error)`, rescue, start));
  }
};

/** If/ElseIf: runs the flow of the first condition that holds, or the last one. */
const ifElseIf: CardRun = async (call) => {
  const { card, frame } = call;
  const branches = inputsOf(card).filter(({ key }) => key === 'flo');
  const chosen = branches.find(({ group }) => group === 'else' || holds(call, group ?? ''));
  const body = bodyIn(card, chosen, frame.execution.flow);
  const name = `${titleOf(card)} (${chosen?.group})`;
  return returned(call, await frame.simulation.runInside(frame, name, body, inside(call)));
};

export const callCards: Readonly<Record<string, CardRun>> = {
  'control:spawn': callFlow,
  'control:run': callFlowAsync,
  'control:tryCatch': ifError,
  'control:branch': ifElseIf,
};
