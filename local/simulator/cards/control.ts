import { CardError } from '../card-error.ts';
import { gives, holds, input, NOTHING, named, number, ownInputs, text } from '../card-tools.ts';
import { FlowDefect } from '../flow-defect.ts';
import { titleOf } from '../pack.ts';
import type { CardRun } from '../simulation.ts';
import { isEmpty, type ValueObject } from '../value.ts';

const byKey = (fields: ReturnType<typeof ownInputs>): ValueObject =>
  Object.fromEntries(fields.map(([{ key }, value]) => [key, value]));

const callable: CardRun = ({ frame }) => ({ outputs: frame.start });
const nothing: CardRun = () => NOTHING;
const assign: CardRun = (call) => gives(byKey(ownInputs(call)));
const assignIf: CardRun = (call) => gives({ output: input(call, holds(call) ? 'valueIfTrue' : 'valueIfFalse') });
const ifElse: CardRun = (call) => gives({ result: holds(call) });

/** A value of whichever branch has run. */
const join: CardRun = (call) => {
  const { joins } = call.card;
  const given = Object.fromEntries(
    [...call.inputs].flatMap(([{ id }, value]) => (joins[id] ?? []).map(({ output }) => [output, value])),
  );
  return { outputs: ({ id }) => given[id] };
};

const continueIf: CardRun = (call) => {
  const message = text(call, 'message');
  if (holds(call)) return gives({ message: null });
  return { outputs: named({ message }), end: { kind: 'stopped', values: {}, message } };
};

const returnValues: CardRun = (call) => {
  const values = byKey(ownInputs(call));
  return { outputs: named(values), end: { kind: 'returned', values, message: '' } };
};

const thrown = (call: Parameters<CardRun>[0]): CardError =>
  new CardError({ kind: 'Return Error', message: text(call, 'message'), statusCode: number(call, 'statusCode') });
const throwError: CardRun = (call) => {
  throw thrown(call);
};
const throwIf: CardRun = (call) => {
  if (holds(call)) throw thrown(call);
  return NOTHING;
};

const UNIT_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const LONGEST_PAUSE_MS = 30 * 86_400_000;

const wait: CardRun = async (call) => {
  const unit = text(call, 'unit');
  const ms = number(call, 'delay') * (UNIT_MS[unit] ?? Number.NaN);
  if (!(ms >= 0 && ms <= LONGEST_PAUSE_MS)) {
    const place = { flow: call.frame.execution.flow, card: titleOf(call.card), field: 'delay' };
    throw new FlowDefect(place, `${number(call, 'delay')} ${unit} is no pause of up to 30 days.`);
  }
  await call.frame.simulation.pause(call.frame.execution, ms);
  return NOTHING;
};

const lookup: CardRun = (call) => {
  const key = text(call, 'key');
  const option = [...call.inputs].find(([field]) => field.group === 'options' && field.key === key);
  return gives({ result: option && !isEmpty(key) ? option[1] : input(call, 'else') });
};

export const controlCards: Readonly<Record<string, CardRun>> = {
  'control:callable': callable,
  'control:comment': nothing,
  'control:noop': nothing,
  'control:let': assign,
  'control:assignIf': assignIf,
  'control:if': ifElse,
  'control:join': join,
  'control:continueIf': continueIf,
  'control:return': returnValues,
  'control:throw': throwError,
  'control:throwIf': throwIf,
  'control:wait': wait,
  'control:lookup': lookup,
};
