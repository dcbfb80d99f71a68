import { Card, type Value } from '../card.ts';
import { returnValues as returnType } from '../catalogue/control.ts';
import type { Shape } from '../shape.ts';
import { ownFields, typedFields } from './own-fields.ts';

/** Return: what a helper flow gives back. */
export const returnValues = (values: Readonly<Record<string, Value>>): Card =>
  new Card(returnType, { own: ownFields(values) });

/** Return with given types, at the end of a flow inside a card. */
export const returnTyped = (shapes: Readonly<Record<string, Shape>>, values: Readonly<Record<string, Value>>): Card =>
  new Card(returnType, { own: typedFields(shapes, values) });
