import { CardError } from './card-error.ts';
import { compare, isComparison } from './compare.ts';
import { FlowDefect } from './flow-defect.ts';
import { type FieldJson, isWormhole, titleOf } from './pack.ts';
import type { CardCall, CardResult, Outputs } from './simulation.ts';
import { fitted, isList, typeOf, type Value, type ValueObject } from './value.ts';

/** Outputs by key; those that are not named are none of the card. */
export const named =
  (values: ValueObject): Outputs =>
  (field) =>
    Object.hasOwn(values, field.key) ? values[field.key] : undefined;

export const gives = (values: ValueObject): CardResult => ({ outputs: named(values) });

export const NOTHING: CardResult = gives({});

const placeOf = ({ card, frame }: CardCall) => ({ flow: frame.execution.flow, card: titleOf(card) });

/** The value of an input. @throws FlowDefect when the card has no such input */
export function input(call: CardCall, key: string, group?: string): Value {
  for (const [field, value] of call.inputs) {
    if (field.key === key && (group === undefined || field.group === group)) return value;
  }
  throw new FlowDefect({ ...placeOf(call), field: key }, 'the card has no such input.');
}

/** The same, where the card may do without: the console lets it be unticked. */
export const optionalInput = (call: CardCall, key: string): Value =>
  [...call.inputs].find(([field]) => field.key === key)?.[1] ?? null;

/** A text; nothing is the empty text. @throws CardError when it is none */
export function text(call: CardCall, key: string, group?: string): string {
  const value = fitted('string', input(call, key, group));
  if (value === undefined) throw new CardError({ kind: 'Invalid Type Conversion', message: `${key} is not text.` });
  return String(value ?? '');
}

/** A number; nothing is 0. @throws CardError when it is none */
export function number(call: CardCall, key: string): number {
  const value = fitted('number', input(call, key));
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  throw new CardError({ kind: 'Invalid Type Conversion', message: `${key} is not a number.` });
}

/** A list; nothing is the empty list. @throws CardError when it is none */
export function list(call: CardCall, key: string): readonly Value[] {
  const value = input(call, key);
  if (isList(value)) return value;
  if (value === null || value === '') return [];
  throw new CardError({ kind: 'Invalid Type Conversion', message: `${key} is not a list.` });
}

/** The fields that the author has added, with their values. */
export const ownInputs = ({ inputs }: CardCall): [FieldJson, Value][] =>
  [...inputs].filter(([field]) => field.metadata.custom === true);

/** The flow that an input names, or holds; undefined when it holds one. */
export function helperId(call: CardCall, key: string, group?: string): string {
  const id = input(call, key, group);
  if (typeof id !== 'string') throw new FlowDefect({ ...placeOf(call), field: key }, 'names no helper flow.');
  return id;
}

/** What a flow inside a card gets from outside: the values in transit, and whatever else is named. */
export function inside({ inputs }: CardCall, more: Outputs = () => undefined): Outputs {
  const transit = [...inputs].filter(([field]) => isWormhole(field));
  return (field) => (isWormhole(field) ? transit.find(([{ key }]) => key === field.key)?.[1] : more(field));
}

/** Whether the condition of a card holds; each operand counts as what its field is declared as. */
export function holds(call: CardCall, group?: string): boolean {
  const operand = (key: string): Value => {
    const value = input(call, key, group);
    const field = [...call.inputs.keys()].find((one) => one.key === key && (!group || one.group === group));
    return (field && fitted(typeOf(field.value), value)) ?? value;
  };
  const operator = text(call, 'operator', group);
  if (!isComparison(operator)) {
    throw new FlowDefect({ ...placeOf(call), field: 'operator' }, `the simulator does not know "${operator}".`);
  }
  return compare(operand('left-operand'), operator, operand('right-operand'));
}
