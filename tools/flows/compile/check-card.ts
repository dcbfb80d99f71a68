import { type Card, type HelperFlow, helperIn, nameOf } from '../card.ts';
import { isKnownCard } from '../catalogue.ts';
import { FlowError } from '../flow-error.ts';
import { columnShape } from '../table.ts';
import type { FlowContext } from './placed.ts';

const ownNames = (card: Card): string[] => (card.details.own ?? []).map(({ field }) => field.key);

function checkNames(context: FlowContext, card: Card): void {
  const names = new Set(card.type.inputs.fields.map((field) => nameOf(card.type, field)));
  for (const name of Object.keys(card.details.values ?? {})) {
    if (names.has(name)) continue;
    const place = { flow: context.flow, card: card.title, field: name };
    throw new FlowError(place, `the card has no such input; it has ${[...names].join(', ')}.`);
  }
}

function checkArguments(context: FlowContext, card: Card, helper: HelperFlow): void {
  const place = { flow: context.flow, card: card.title };
  const given = new Set(ownNames(card));
  for (const field of Object.keys(helper.inputs).filter((key) => !given.has(key))) {
    throw new FlowError({ ...place, field }, `the helper flow "${helper.name}" needs it.`);
  }
  for (const field of [...given].filter((key) => !(key in helper.inputs))) {
    throw new FlowError({ ...place, field }, `the helper flow "${helper.name}" takes no such input.`);
  }
}

function checkStream(context: FlowContext, card: Card, helper: HelperFlow): void {
  const inputs = Object.entries(helper.inputs).map((pair) => pair.join(' '));
  if (inputs.join() === 'Record object,State object') return;
  const place = { flow: context.flow, card: card.title, field: 'Flow' };
  throw new FlowError(place, `the helper flow "${helper.name}" must take Record and State, both object.`);
}

function checkTable(context: FlowContext, card: Card): void {
  const { table, where } = card.details;
  if (!table) return;
  const place = { flow: context.flow, card: card.title };
  if (!context.tableNames.has(table.name)) {
    throw new FlowError({ ...place, field: 'Table' }, `the table "${table.name}" is not in the pack.`);
  }
  for (const field of [...ownNames(card), ...(where ? [where.column] : [])]) {
    if (!columnShape(table, field)) throw new FlowError({ ...place, field }, `no column of the table "${table.name}".`);
  }
}

/** What can be said of a card alone. @throws FlowError naming the card and the field */
export function checkCard(context: FlowContext, card: Card): void {
  if (!isKnownCard(card.type.address)) {
    throw new FlowError({ flow: context.flow, card: card.title }, `${card.type.address} is no known card or version.`);
  }
  checkNames(context, card);
  checkTable(context, card);
  const called = helperIn(card, 'flo');
  if (called) checkArguments(context, card, called);
  const streamed = helperIn(card, 'Flow');
  if (streamed) checkStream(context, card, streamed);
}
