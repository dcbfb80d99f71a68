import { FlowDefect, type Place } from './flow-defect.ts';
import { type FlowJson, inputsOf, kindOf, titleOf } from './pack.ts';
import type { CardCall, StartOf } from './simulation.ts';
import type { Value, ValueObject } from './value.ts';

/** What the first card of a flow hands out: what it is given, by key, and what the platform adds. */
export const startWith =
  (given: ValueObject, now: number, caller: Value = null, index = 0): StartOf =>
  ({ id }) => {
    const time = new Date(now).toISOString();
    const context: ValueObject = { execution_id: id, execution_time: time, parent: caller, index, error: null };
    return ({ group, key }) => {
      const values = group === 'context' ? context : given;
      return Object.hasOwn(values, key) ? values[key] : null;
    };
  };

const namesOf = (flow: FlowJson): string[] => {
  const first = flow.data.methods.find((card) => kindOf(card) === 'control:callable');
  return (first ? inputsOf(first) : []).filter(({ group }) => group !== 'context').map(({ key }) => key);
};

/** @throws FlowDefect when the flow declares no such input */
export function checkArguments(place: Place, flow: FlowJson, given: ValueObject): void {
  const declared = namesOf(flow);
  const stray = Object.keys(given).find((key) => !declared.includes(key));
  if (stray === undefined) return;
  throw new FlowDefect({ ...place, field: stray }, `"${flow.name}" has no such input, only: ${declared.join(', ')}.`);
}

/** The start of a helper flow that a card calls. @throws FlowDefect when it declares no such input */
export function startFrom({ card, frame }: CardCall, flow: FlowJson, given: ValueObject, index = 0): StartOf {
  const { execution, simulation } = frame;
  checkArguments({ flow: execution.flow, card: titleOf(card) }, flow, given);
  const caller = { id: execution.flow, name: execution.flow, method: titleOf(card), execution_id: execution.id };
  return startWith(given, simulation.now(), caller, index);
}
