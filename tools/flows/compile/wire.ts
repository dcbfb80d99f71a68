import { nameOf, Output } from '../card.ts';
import { contextField, type Field, hiddenField } from '../field.ts';
import { FlowError, type FlowPlace } from '../flow-error.ts';
import { conversion, emptyOf, type Shape } from '../shape.ts';
import { inputJson, outputJson } from './field-json.ts';
import { fieldId, inputShape } from './fill-fields.ts';
import { shortId } from './ids.ts';
import type { FlowContext, Placed, Scope } from './placed.ts';

/** Where a wire begins. */
interface Source {
  readonly placed: Placed;
  readonly id: string;
  readonly key: string;
  readonly shape: Shape;
}

/** The output that a wire is taken from. @throws FlowError when its card has no place or no such output */
function sourceOf(context: FlowContext, { card, key }: Output, place: FlowPlace): Source {
  const placed = context.placed.get(card);
  if (!placed)
    throw new FlowError(place, `is wired from the card "${card.title}", which is never placed in this flow.`);
  const field = card.outputs.find((one) => one.key === key);
  if (!field) {
    const names = card.outputs.map((one) => one.key).join(', ');
    throw new FlowError(place, `is wired from "${key}" of the card "${card.title}", which has only: ${names}.`);
  }
  return { placed, id: fieldId(placed.path, 'out', field), key, shape: field.shape };
}

function checkOrder({ placed: source }: Source, target: Placed, place: FlowPlace): void {
  if (source.position >= target.position) {
    throw new FlowError(place, `is wired backwards: the card "${source.card.title}" comes later.`);
  }
  if (source.branch && source.branch !== target.branch) {
    throw new FlowError(place, `is wired from the card "${source.card.title}" of a branch that may not have run.`);
  }
}

/** Joins two fields of one flow. */
function pin(source: Source, target: Placed, input: { id: string; shape: Shape }, place: FlowPlace): void {
  checkOrder(source, target, place);
  const convert = conversion(source.shape, input.shape);
  if (convert === undefined) {
    const from = `"${source.key}" (${source.shape}) of the card "${source.placed.card.title}"`;
    throw new FlowError(place, `takes ${input.shape}, and nothing converts ${from} into that.`);
  }
  const { json } = source.placed;
  const transform =
    convert === null ? null : { [source.id]: { convert, forceWrapArray: false as const, dest: source.id } };
  const wires = json.pins[source.id]?.[target.json.uuid] ?? [];
  json.pins[source.id] = { ...json.pins[source.id], [target.json.uuid]: [...wires, { input: input.id, transform }] };
  const output = json.node.model.outputs.data[source.id];
  if (output) output._used = true;
}

/**
 * The way of one value into a flow inside a card: a hidden input of the card, a hidden output of the first card inside.
 */
function throughWall(source: Source, scope: Scope, host: Placed, start: Placed, place: FlowPlace): Source {
  const key = shortId(`${scope.path}/wormhole/${source.placed.path}/${source.id}`, 11);
  const outer = hidden(key, source.shape, start.json.uuid);
  const inner = hidden(key, source.shape, host.json.uuid);
  const id = shortId(`${host.path}/in/${scope.path}/${key}`, 10);
  const outputId = fieldId(start.path, 'out', outer);
  const brought = { placed: start, id: outputId, key: source.key, shape: source.shape };
  if (start.json.node.model.outputs.data[outputId]) return brought;

  const inputs = host.json.node.model.inputs.data;
  inputs[id] = inputJson({ ...outer, form: 'full' }, at(id, inputs), source.shape, null);
  pin(source, host, { id, shape: source.shape }, place);
  const own = start.json.node.model;
  const innerId = fieldId(start.path, 'in', inner);
  own.inputs.data[innerId] = inputJson(inner, at(innerId, own.inputs.data), source.shape, null);
  own.outputs.data[outputId] = outputJson(inner, at(outputId, own.outputs.data));
  return brought;
}

const at = (id: string, fields: object): { id: string; index: number } => ({ id, index: Object.keys(fields).length });

const hidden = (key: string, shape: Shape, wormholeMethodId: string): Field =>
  contextField(key, shape, { forceHide: true, wormholeMethodId });

/** The value at hand inside a scope, brought in from an outer one where it has to be. */
function bring(source: Source, scope: Scope, place: FlowPlace): Source {
  if (source.placed.scope === scope) return source;
  const { host, start } = scope;
  if (!host || !start) {
    throw new FlowError(place, `is wired from the card "${source.placed.card.title}", which is inside another card.`);
  }
  return throughWall(bring(source, host.scope, place), scope, host, start, place);
}

/**
 * Search Rows with a condition: the value is written into the expression; a wired one is named there and comes in
 * through a hidden input.
 */
function wireCondition(context: FlowContext, target: Placed): void {
  const { where } = target.card.details;
  if (!where) return;
  const place = { flow: context.flow, card: target.card.title, field: where.column };
  const { data } = target.json.node.model.inputs;
  const expression = Object.values(data).find(({ key }) => key === 'Where Expression');
  if (!expression) throw new FlowError(place, 'the card has no condition.');
  const condition = { lhs: where.column, op: '=', join: 'AND' };
  if (!(where.equals instanceof Output)) {
    expression.value.data = { expr: [{ ...condition, rhs: where.equals }] };
    return;
  }
  const source = bring(sourceOf(context, where.equals, place), target.scope, place);
  const methodId = source.placed.json.uuid;
  expression.value.data = { expr: [{ ...condition, rhd: { methodId, outputId: source.id } }] };
  const id = shortId(`${target.path}/in/_expr/${source.id}`, 10);
  const field = hiddenField('_expr', source.id, source.shape, { metadata: { method: methodId } });
  data[id] = inputJson(field, at(id, data), source.shape, emptyOf(source.shape));
  pin(source, target, { id, shape: source.shape }, place);
}

/** Lays the wires into a card. @throws FlowError naming the card and the field */
export function wireInputs(context: FlowContext, target: Placed): void {
  for (const filled of target.card.filled) {
    if (!(filled.value instanceof Output)) continue;
    const place = { flow: context.flow, card: target.card.title, field: nameOf(target.card.type, filled.field) };
    const source = bring(sourceOf(context, filled.value, place), target.scope, place);
    pin(source, target, { id: fieldId(target.path, 'in', filled.field), shape: inputShape(filled) }, place);
  }
  wireCondition(context, target);
}
