import type { Card } from '../card.ts';
import type { CardJson } from './export-format.ts';

/** A flow, or a flow inside a card. */
export interface Scope {
  readonly path: string;
  /** The card that this flow is inside of; none for the flow itself. */
  readonly host?: Placed;
  /** The first card, through which values from outside come in. */
  start?: Placed;
}

/** A card that has its place in a flow. */
export interface Placed {
  readonly card: Card;
  readonly json: CardJson;
  readonly path: string;
  readonly scope: Scope;
  readonly position: number;
  /** The branch of an If/Else that it stands in; empty for none. */
  readonly branch: string;
}

/** What is known while one flow is built. */
export interface FlowContext {
  readonly pack: string;
  readonly flow: string;
  /** The names of the pack's flows and tables: what a card may refer to. */
  readonly flowNames: ReadonlySet<string>;
  readonly tableNames: ReadonlySet<string>;
  readonly placed: Map<Card, Placed>;
  /** How often a title has been used, by the place it is used in: ids are made from titles. */
  readonly titles: Map<string, number>;
}
