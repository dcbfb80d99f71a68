import type { BodyPlan, Wire } from './body-plan.ts';
import { converted } from './conversions.ts';
import { FlowDefect } from './flow-defect.ts';
import { type CardJson, type FieldJson, inputsOf, kindOf, literalOf, titleOf } from './pack.ts';
import type { SimulatorSwitches } from './switches.ts';
import { emptyOf, isEmpty, typeOf, type Value } from './value.ts';

/** What the cards of a body have put out, by card and output id. */
export type Made = Map<CardJson, ReadonlyMap<string, Value>>;

/** Null and empty get mixed on the way: flags looseNulls and looseStrings of every export. */
function mixed(empties: SimulatorSwitches['empties'], value: Value, type: string): Value {
  if (empties === 'null' && value === '') return null;
  return empties === 'empty' && value === null && isEmpty(emptyOf(type)) ? emptyOf(type) : value;
}

/**
 * The values of a card's inputs: wired, or written by hand.
 *
 * @throws FlowDefect when a wire begins at a card that has not run; CardError when a value cannot be converted
 */
export function readInputs(
  flow: string,
  card: CardJson,
  plan: BodyPlan,
  made: Made,
  { empties }: SimulatorSwitches,
): Map<FieldJson, Value> {
  const read = (field: FieldJson): Value => {
    const wires = plan.wires.get(field.id);
    if (!wires) return literalOf(field);
    const place = { flow, card: titleOf(card), field: field.key };
    const isJoin = kindOf(card) === 'control:join';
    if (wires.length > 1 && !isJoin) throw new FlowDefect(place, 'two wires end here.');
    const wire = wires.find(({ from }) => made.has(from));
    if (wire) return mixed(empties, carried(wire, made, typeOf(field.value)), typeOf(field.value));
    if (isJoin) return null;
    throw new FlowDefect(place, `is wired from the card "${titleOf(wires[0]?.from ?? card)}", which has not run.`);
  };
  return new Map(inputsOf(card).map((field) => [field, read(field)]));
}

const carried = ({ from, output, convert }: Wire, made: Made, type: string): Value =>
  converted(convert, made.get(from)?.get(output.id) ?? null, type);
