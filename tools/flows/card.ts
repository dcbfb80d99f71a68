import type { CardType } from './card-type.ts';
import type { Connection } from './connections.ts';
import type { Field } from './field.ts';
import { type Json, type Shape, shapeOf } from './shape.ts';
import type { Table } from './table.ts';

/** A flow that other flows call. Its steps are set last: they may start the flow itself again. */
export interface HelperFlow {
  readonly kind: 'helper';
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly start: Card;
  steps: readonly Step[];
}

/** What can be taken out of a card: the end of a wire. */
export class Output {
  readonly card: Card;
  readonly key: string;

  constructor(card: Card, key: string) {
    this.card = card;
    this.key = key;
  }
}

/** What goes into a field: a value written by hand, or a wire. */
export type Value = Json | Output;

/** A field of a card and what is in it; without a value the field is left as it comes. */
export interface Filled {
  readonly field: Field;
  readonly value?: Value;
}

/** A flow inside a card: what runs when the card decides so. */
export interface Body {
  readonly start: Card;
  readonly steps: readonly Step[];
}

/** Cards in the order they run. Pieces that consist of several cards can stand as one step. */
export type Step = Card | readonly Step[];

/** What a card does after an error: halt, or try again first. Okta repeats on 429 only. */
export interface RetryPolicy {
  readonly type: 'finish';
  readonly retry?: number;
  /** ms */
  readonly delay?: number;
  readonly retryCondition?: 'ratelimits';
}

interface CardDetails {
  readonly title?: string;
  /** Values of the fields that the card always has. */
  readonly values?: Readonly<Record<string, Value | HelperFlow>>;
  /** Fields that the author adds. */
  readonly own?: readonly Filled[];
  readonly ownOutputs?: readonly Field[];
  /** Types of outputs that take the type the author chooses. */
  readonly outputShapes?: Readonly<Record<string, Shape>>;
  readonly policy?: RetryPolicy;
  readonly connection?: Connection;
  readonly table?: Table;
  /** Text of a comment card. */
  readonly note?: string;
  /** If/Else only: the cards of its branches stand in the same flow. */
  readonly branches?: { readonly ifTrue: readonly Step[]; readonly ifFalse: readonly Step[] };
  /** Flows inside the card, by the field that holds them; `onError` is the one of If Error. */
  readonly bodies?: Readonly<Record<string, Body>>;
  /** Search Rows: only rows in which the column holds the value. */
  readonly where?: { readonly column: string; readonly equals: Value };
}

/** A card as it is described. Two cards are two objects, even when they look the same. */
export class Card {
  readonly type: CardType;
  readonly title: string;
  readonly details: CardDetails;

  constructor(type: CardType, details: CardDetails = {}) {
    this.type = type;
    this.title = details.title ?? type.title;
    this.details = details;
  }

  /** One of its outputs; whether there is such an output is checked when the flow is built. */
  out(key: string): Output {
    return new Output(this, key);
  }

  /** Its fields with what is in them, in the order shown. */
  get filled(): readonly Filled[] {
    const { values = {}, own = [] } = this.details;
    const fixed = this.type.inputs.fields.map((field) => {
      const value = values[nameOf(this.type, field)];
      return value === undefined || !isValue(value) ? { field } : { field, value };
    });
    return [...fixed, ...own];
  }

  /** Its outputs, in the order shown. */
  get outputs(): readonly Field[] {
    const { own = [], ownOutputs = [], outputShapes = {} } = this.details;
    const mirrored = this.type.mirrored ? own.map(mirrorOf) : [];
    return [...this.type.outputs.fields, ...mirrored, ...ownOutputs].map((field) => ({
      ...field,
      shape: outputShapes[field.key] ?? field.shape,
    }));
  }
}

/** The output that repeats an input, with what is written in it. */
const mirrorOf = ({ field, value }: Filled): Field =>
  value === undefined || value instanceof Output ? field : { ...field, data: value };

/** Fields of one key in several groups, as in If/ElseIf, are told apart by the group. */
export function nameOf(type: CardType, field: Field): string {
  const shared = type.inputs.fields.filter(({ key }) => key === field.key).length > 1;
  return shared ? `${field.group}.${field.key}` : field.key;
}

/** The helper flow that a card calls, by the field that names it. */
export function helperIn(card: Card, key: string): HelperFlow | undefined {
  const value = card.details.values?.[key];
  return value === undefined || isValue(value) ? undefined : value;
}

/** The type of a value: written by hand, or at the other end of a wire. */
export function shapeIn(value: Value): Shape {
  if (!(value instanceof Output)) return shapeOf(value);
  return value.card.outputs.find(({ key }) => key === value.key)?.shape ?? 'string';
}

const isValue = (value: Value | HelperFlow): value is Value =>
  value instanceof Output || value === null || typeof value !== 'object' || !('steps' in value);

/** All cards of the steps, one after the other, without those inside branches and flows in cards. */
export const cardsOf = (steps: readonly Step[]): Card[] =>
  steps.flatMap((step) => (step instanceof Card ? [step] : cardsOf(step)));

/** Several outputs of a card at once. */
export const outs = <Keys extends readonly string[]>(card: Card, ...keys: Keys): { [K in keyof Keys]: Output } =>
  keys.map((key) => card.out(key)) as { [K in keyof Keys]: Output };
