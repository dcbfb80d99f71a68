import { FlowDefect } from './flow-defect.ts';
import { type FlowJson, outputsOf, titleOf } from './pack.ts';
import type { StartOf } from './simulation.ts';
import type { ValueObject } from './value.ts';

type FieldTypes = Readonly<Record<string, { readonly type: unknown }>>;

/** The event that starts a flow: the card's title and the fields that every event has. */
export interface EventCard {
  readonly title: string;
  readonly fields: readonly string[];
}

/** The event card of a flow; undefined when it does not run on an event. */
export function eventCardOf({ data }: FlowJson): EventCard | undefined {
  for (const card of data.methods) {
    const collection = outputsOf(card).find(({ key }) => key === 'collection');
    const { Output } = (collection?.value.type ?? {}) as { readonly Output?: { readonly type: FieldTypes } };
    if (Output) return { title: titleOf(card), fields: Object.keys(Output.type) };
  }
  return undefined;
}

/**
 * What Okta hands to a flow: a list of events, each with all the fields of its kind; those left out are empty.
 *
 * @throws FlowDefect when the flow runs on no event, or its events have no such field
 */
export function eventStart(flow: FlowJson, events: readonly ValueObject[]): StartOf {
  const card = eventCardOf(flow);
  if (!card) throw new FlowDefect({ flow: flow.name }, 'does not run on an event.');
  const blank = Object.fromEntries(card.fields.map((field) => [field, null]));
  const collection = events.map((event) => {
    const stray = Object.keys(event).find((key) => !card.fields.includes(key));
    if (stray !== undefined) {
      throw new FlowDefect(
        { flow: flow.name, card: card.title, field: stray },
        'events of this kind have no such field.',
      );
    }
    return { Output: { ...blank, ...event } };
  });
  return ({ id }) =>
    ({ key }) =>
      ({ collection, execution_id: id })[key];
}
