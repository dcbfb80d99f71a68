import { type Card, type Filled, helperIn, nameOf, Output, shapeIn } from '../card.ts';
import type { Field } from '../field.ts';
import { FlowError } from '../flow-error.ts';
import { emptyOf, fits, isList, type Json, type Shape } from '../shape.ts';
import { inputJson, outputJson } from './field-json.ts';
import { shortId, uuidOf } from './ids.ts';
import type { FlowContext, Placed } from './placed.ts';

export const fieldId = (path: string, side: 'in' | 'out', { group, key }: Pick<Field, 'group' | 'key'>): string =>
  shortId(`${path}/${side}/${group ?? ''}|${key}`, 10);

/** The type of an input: its own, or that of what is put into it. A list's field only takes lists. */
export function inputShape({ field, value }: Filled): Shape {
  if (!field.adapts || value === undefined || value === null) return field.shape;
  const shape = shapeIn(value);
  return isList(field.shape) && !isList(shape) ? (`${shape}[]` as Shape) : shape;
}

const isUnset = (data: Json): boolean => data === null || data === '' || (Array.isArray(data) && data.length === 0);

const isStart = (card: Card): boolean => /:(callable|accept)$/.test(card.type.address);

function dataOf(context: FlowContext, card: Card, filled: Filled, shape: Shape): unknown {
  const { field, value } = filled;
  const name = nameOf(card.type, field);
  const place = { flow: context.flow, card: card.title, field: name };
  if (field.key === 'stash' && card.details.table) return uuidOf(`${context.pack}/table/${card.details.table.name}`);
  if (field.shape === 'flo') return helperId(context, card, name);
  if (value instanceof Output) return emptyOf(shape);
  if (value === undefined) {
    if (field.required && isUnset(field.data)) throw new FlowError(place, 'needs a value or a wire.');
    return field.metadata.custom ? emptyOf(shape) : field.data;
  }
  if (!fits(shape, value)) throw new FlowError(place, `takes ${shape}, not ${JSON.stringify(value)}.`);
  return value;
}

function helperId(context: FlowContext, card: Card, name: string): string | null {
  if (card.details.bodies?.[name]) return null; // the flow itself is put here once it is built
  const place = { flow: context.flow, card: card.title, field: name };
  const helper = helperIn(card, name);
  if (!helper) throw new FlowError(place, 'needs a helper flow.');
  if (!context.flowNames.has(helper.name)) {
    throw new FlowError(place, `calls the helper flow "${helper.name}", which is not in the pack.`);
  }
  return uuidOf(`${context.pack}/flow/${helper.name}`);
}

/** Writes a card's inputs and outputs, filled in by hand; the wires come later. */
export function fillFields(context: FlowContext, { card, json, path }: Placed): void {
  const { inputs, outputs } = json.node.model;
  for (const [index, filled] of card.filled.entries()) {
    const id = fieldId(path, 'in', filled.field);
    const shape = inputShape(filled);
    const made = inputJson(filled.field, { id, index }, shape, dataOf(context, card, filled, shape));
    inputs.data[id] = isStart(card) && isList(shape) ? { ...made, ref: true } : made;
  }
  const mirrors = card.type.model.mirrored === true && !isStart(card);
  for (const [index, field] of card.outputs.entries()) {
    const id = fieldId(path, 'out', field);
    const made = outputJson(field, { id, index });
    outputs.data[id] = mirrors ? { ...made, flags: 'd' } : made;
  }
}
