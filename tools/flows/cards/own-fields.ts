import { type Filled, shapeIn, type Value } from '../card.ts';
import { type Field, ownInput, ownOutput } from '../field.ts';
import type { Shape } from '../shape.ts';

/** Fields of the author's own with what is in them; each takes the type of its value. */
export const ownFields = (values: Readonly<Record<string, Value>>): Filled[] =>
  Object.entries(values).map(([key, value]) => ({ field: ownInput(key, shapeIn(value)), value }));

/** Fields of given types. A value that does not fit is bent by its wire or refused. */
export const typedFields = (
  shapes: Readonly<Record<string, Shape>>,
  values: Readonly<Record<string, Value>>,
): Filled[] =>
  Object.entries(shapes).flatMap(([key, shape]) => {
    const value = values[key];
    return value === undefined ? [] : [{ field: ownInput(key, shape), value }];
  });

/** Outputs that the author adds. */
export const ownOutputs = (shapes: Readonly<Record<string, Shape>>): Field[] =>
  Object.entries(shapes).map(([key, shape]) => ownOutput(key, shape));
