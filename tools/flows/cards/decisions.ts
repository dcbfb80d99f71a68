import { Card, type Output, type Step, shapeIn, type Value } from '../card.ts';
import type { Comparison } from '../catalogue/comparisons.ts';
import * as control from '../catalogue/control.ts';
import { inlinedFlow } from '../catalogue/starts.ts';
import { ANY, ownInput } from '../field.ts';
import type { Shape } from '../shape.ts';
import { ownOutputs } from './own-fields.ts';
import { returnTyped } from './return-values.ts';

/** Two values and how they compare. */
export type Condition = readonly [left: Value, comparison: Comparison, right: Value];

const operands = ([left, operator, right]: Condition): Readonly<Record<string, Value>> => ({
  'left-operand': left,
  operator,
  'right-operand': right,
});

/** Continue If: stops the flow unless the condition holds. */
export const continueIf = (title: string, condition: Condition, message: string): Card =>
  new Card(control.continueIf, { title, values: { ...operands(condition), message } });

/** If/Else: runs one of two branches. Nothing comes out of them; see `choose` for values. */
export const ifElse = (
  title: string,
  condition: Condition,
  branches: { readonly ifTrue: readonly Step[]; readonly ifFalse?: readonly Step[] },
): Card =>
  new Card(control.ifElse, {
    title,
    values: operands(condition),
    branches: { ifTrue: branches.ifTrue, ifFalse: branches.ifFalse ?? [] },
  });

/** Assign If: one of two values; the output is `output`. */
export const assignIf = (title: string, condition: Condition, whenTrue: Value, whenFalse: Value): Card =>
  new Card(control.assignIf, {
    title,
    values: { ...operands(condition), valueIfTrue: whenTrue, valueIfFalse: whenFalse },
    outputShapes: { output: shapeIn(whenTrue) },
  });

/** Lookup: turns one text into another; the output is `result`. */
export const lookup = (
  title: string,
  key: Output,
  options: Readonly<Record<string, string>>,
  otherwise: string,
): Card => {
  const own = Object.entries(options).map(([option, value]) => ({
    field: { ...ownInput(option, 'string', { group: 'options', available: ANY }), metadata: {} },
    value,
  }));
  return new Card(control.lookup, { title, values: { key, else: otherwise }, own });
};

/** Cards to run, and the values that come of it. */
export interface Outcome<Key extends string> {
  readonly steps: readonly Step[];
  readonly gives: Readonly<Record<Key, Value>>;
}

/** If/ElseIf: runs one of two flows; both give the same fields, which are the card's outputs. */
export function choose<Key extends string>(
  title: string,
  condition: Condition,
  shapes: Readonly<Record<Key, Shape>>,
  outcomes: { readonly ifTrue: Outcome<Key>; readonly ifFalse: Outcome<Key> },
): Card {
  const body = ({ steps, gives }: Outcome<Key>) => ({
    start: new Card(inlinedFlow),
    steps: [...steps, returnTyped(shapes, gives)],
  });
  return new Card(control.branch, {
    title,
    values: operands(condition),
    ownOutputs: ownOutputs(shapes),
    bodies: { 'if.flo': body(outcomes.ifTrue), 'else.flo': body(outcomes.ifFalse) },
  });
}
