import { Card, type Filled, type Output, type Value } from '../card.ts';
import * as list from '../catalogue/list.ts';
import * as text from '../catalogue/text.ts';
import { hiddenField } from '../field.ts';
import type { Shape } from '../shape.ts';

/** A text with values in it: text`${base}/v1`. */
interface Template {
  readonly parts: readonly string[];
  readonly outputs: readonly Output[];
}

export const template = (parts: readonly string[], ...outputs: readonly Output[]): Template => ({ parts, outputs });

/** Compose: a text with values in it; the output is `output`. */
export function compose(title: string, { parts, outputs }: Template): Card {
  const keys = outputs.map(({ key }, index) => `value${index + 1}_${key.replaceAll(/\W/g, '_')}`);
  const composed = parts.map((part, index) => (index === 0 ? part : `{{{${keys[index - 1]}}}}${part}`)).join('');
  const own = outputs.map((value, index): Filled => {
    const key = keys[index] ?? '';
    return { field: { ...hiddenField(null, key, 'string', { data: '', available: ['string'] }), metadata: {} }, value };
  });
  return new Card(text.compose, { title, values: { _text_: composed }, own });
}

/** Parse: a JSON text as what it says; the output is `output`. */
export const parseJson = (title: string, from: Value, shape: Shape): Card =>
  new Card(text.parse, { title, values: { string: from }, outputShapes: { output: shape } });

/** Pluck: one field of every object of a list; the output is `values`. */
export const pluck = (title: string, from: Value, key: string, shape: Shape): Card =>
  new Card(list.pluck, { title, values: { list: from, key }, outputShapes: { values: shape } });

/** List to Text: texts, separated; the output is `string`. */
export const listToText = (title: string, from: Value, separator: string): Card =>
  new Card(list.listToText, { title, values: { list: from, delimiter: separator } });

/** Length of a list; the output is `length`. */
export const listLength = (title: string, from: Value): Card =>
  new Card(list.length, { title, values: { list: from } });

/** Filter: the entries of a list whose field holds a value; the output is `list`. */
export const filterList = (title: string, from: Value, path: string, equals: Value): Card =>
  new Card(list.filter, {
    title,
    values: { list: from, operator: '==', path, comparison: equals },
    outputShapes: { list: 'object[]' },
  });
