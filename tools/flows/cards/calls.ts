import { Card, type Filled, type HelperFlow, type Value } from '../card.ts';
import * as control from '../catalogue/control.ts';
import { forEach as forEachType } from '../catalogue/list.ts';
import { ownInput } from '../field.ts';
import { returnedBy } from '../flow.ts';
import { ownOutputs } from './own-fields.ts';

type Values = Readonly<Record<string, Value>>;

/** The arguments of a call, in the types that the helper flow declares. */
const argumentsOf = (helper: HelperFlow, values: Values): Filled[] =>
  Object.entries(values).map(([key, value]) => ({
    field: ownInput(key, helper.inputs[key] ?? 'string', { available: [], metadata: { transient: true } }),
    value,
  }));

/** Call Flow: runs a helper flow and waits; the outputs are what it returns. */
export const callFlow = (title: string, helper: HelperFlow, values: Values): Card => {
  const shapes = Object.fromEntries(returnedBy(helper).map(({ field }) => [field.key, field.shape]));
  return new Card(control.callFlow, {
    title,
    values: { flo: helper },
    own: argumentsOf(helper, values),
    ownOutputs: ownOutputs(shapes),
  });
};

/** Call Flow Async: starts a helper flow and goes on. A flow that starts itself again can be repeated for hours. */
export const callFlowAsync = (title: string, helper: HelperFlow, values: Values): Card =>
  new Card(control.callFlowAsync, { title, values: { flo: helper }, own: argumentsOf(helper, values) });

/** Takes a value out of the item that a For Each is at: one of its fields, or the whole item. */
export class FromItem {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** For Each: runs a helper flow for every item, one after the other, and stops at the first error. */
export function forEach(
  title: string,
  list: Value,
  helper: HelperFlow,
  values: Readonly<Record<string, Value | FromItem>>,
): Card {
  const own = Object.entries(values).map(([key, value]): Filled => {
    const dest = { key, group: null };
    const fromItem = value instanceof FromItem;
    const proxy = fromItem ? { dynamic: true, path: value.path, dest } : { dynamic: false, path: null, dest };
    const field = ownInput(key, helper.inputs[key] ?? 'string', { available: [], proxy });
    return fromItem ? { field } : { field, value };
  });
  return new Card(forEachType, { title, values: { list, flo: helper }, own });
}

/** Wait For: pauses the flow. */
export const wait = (title: string, delay: Value, unit: 'second' | 'minute' | 'hour' | 'day'): Card =>
  new Card(control.wait, { title, values: { delay, unit } });
