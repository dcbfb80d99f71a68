import { type Body, cardsOf } from '../card.ts';
import { type BodyJson, FLOW_CONSTANTS, TREE } from './export-format.ts';
import { fieldId } from './fill-fields.ts';
import { uuidOf } from './ids.ts';
import { Placing } from './place-cards.ts';
import type { FlowContext, Placed, Scope } from './placed.ts';
import { wireInputs } from './wire.ts';

/** The flow inside a card, as an export holds it. */
function inlinedFlow(context: FlowContext, host: Placed, name: string, body: Body): object {
  const path = `${host.path}/${name}`;
  const { methods, orderings } = buildBody(context, { path, host }, body);
  const id = uuidOf(path);
  const [start] = methods;
  // Okta shows the icon of the event on the first card of its flow.
  const aliases = host.card.type.address.endsWith(':asyncEach') && start ? { [start.uuid]: 'okta' } : undefined;
  return {
    id,
    uuid: id,
    ...(aliases ? { display: { aliases } } : {}),
    tree: TREE,
    methods,
    model: {},
    orderings,
    security_level: null,
    log: false,
    inheritLog: false,
    group: null,
    ...FLOW_CONSTANTS,
  };
}

function fillBodies(context: FlowContext, host: Placed): void {
  for (const [name, body] of Object.entries(host.card.details.bodies ?? {})) {
    const flow = inlinedFlow(context, host, name, body);
    const { model } = host.json.node;
    if (name === 'onError') {
      model.policy = { error: { type: 'handler', flo: flow, merge: 'join' } };
      continue;
    }
    const [group, key = group] = name.split('.');
    const id = fieldId(host.path, 'in', { group: key === group ? null : (group ?? null), key: key ?? name });
    const field = model.inputs.data[id];
    if (field) field.value.data = flow;
  }
}

/**
 * The cards of a flow, or of a flow inside a card, in order and wired.
 *
 * @throws FlowError naming the flow, the card and the field
 */
export function buildBody(context: FlowContext, scope: Scope, { start, steps }: Body): BodyJson {
  const placing = new Placing(context, scope);
  let previous: Placed | undefined;
  for (const card of [start, ...cardsOf(steps)]) {
    previous = placing.place(card, previous);
    scope.start ??= previous;
  }
  for (const placed of placing.placed) {
    wireInputs(context, placed);
    fillBodies(context, placed);
  }
  return placing.body;
}
