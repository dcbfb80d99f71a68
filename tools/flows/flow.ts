import { Card, cardsOf, type Filled, type HelperFlow, type Step } from './card.ts';
import type { EventType } from './catalogue/okta-events.ts';
import { eventFlow, helperFlow as helperStart, scheduledFlow } from './catalogue/starts.ts';
import { eventField, ownOutput } from './field.ts';
import type { Shape } from './shape.ts';

/** When a scheduled flow runs, in cron's words; `daily` writes one. */
export interface Schedule {
  readonly minutes: string;
  readonly hours: string;
  readonly timeZone: string;
}

interface FlowBase {
  readonly name: string;
  readonly description: string;
  readonly start: Card;
  readonly steps: readonly Step[];
}

export type Flow =
  | HelperFlow
  | (FlowBase & { readonly kind: 'scheduled'; readonly schedule: Schedule })
  | (FlowBase & { readonly kind: 'event'; readonly event: EventType });

/** Every day at a full hour, UTC. */
export const daily = (hour: number): Schedule => ({ minutes: '0', hours: String(hour), timeZone: 'UTC' });

const declared = (inputs: Readonly<Record<string, Shape>>): Filled[] =>
  Object.entries(inputs).map(([key, shape]) => ({ field: ownOutput(key, shape) }));

/**
 * A helper flow: takes the inputs, gives back what its Return card names.
 *
 * @param steps gets the start card, to wire from, and the flow itself, to start it once more
 */
export function helperFlow(
  name: string,
  description: string,
  inputs: Readonly<Record<string, Shape>>,
  steps: (start: Card, self: HelperFlow) => readonly Step[],
): HelperFlow {
  const start = new Card(helperStart, { own: declared(inputs) });
  const flow: HelperFlow = { kind: 'helper', name, description, inputs, start, steps: [] };
  flow.steps = steps(start, flow);
  return flow;
}

/** A flow that runs by the clock. */
export function scheduledFlowAt(
  name: string,
  description: string,
  schedule: Schedule,
  steps: (start: Card) => readonly Step[],
): Flow {
  const start = new Card(scheduledFlow);
  return { kind: 'scheduled', name, description, schedule, start, steps: steps(start) };
}

/** A flow that runs for each event of a kind; the start card has the event's fields. */
export function eventFlowOn(
  name: string,
  description: string,
  event: EventType,
  steps: (start: Card) => readonly Step[],
): Flow {
  const own = event.fields.map(({ key, shape, type }) => ({ field: eventField(key, shape, type) }));
  const start = new Card(eventFlow, { title: event.title, own });
  return { kind: 'event', name, description, event, start, steps: steps(start) };
}

/** What a helper flow gives back: the fields of the Return card at its end. */
export function returnedBy(flow: HelperFlow): readonly Filled[] {
  const last = cardsOf(flow.steps).at(-1);
  return last?.type.address.endsWith(':return') ? (last.details.own ?? []) : [];
}
