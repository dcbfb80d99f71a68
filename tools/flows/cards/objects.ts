import { Card, type Value } from '../card.ts';
import { assign as assignType } from '../catalogue/control.ts';
import * as object from '../catalogue/object.ts';
import type { Shape } from '../shape.ts';
import { ownFields, ownOutputs } from './own-fields.ts';

/** Assign: names values, to be used and edited in one place. */
export const assign = (title: string, values: Readonly<Record<string, Value>>): Card =>
  new Card(assignType, { title, own: ownFields(values) });

/** Construct: an object of named values; the output is `output`. `shapes` fixes types where they matter. */
export const construct = (
  title: string,
  values: Readonly<Record<string, Value>>,
  shapes: Readonly<Record<string, Shape>> = {},
): Card => {
  const own = ownFields(values).map((filled) => {
    const shape = shapes[filled.field.key];
    return shape ? { ...filled, field: { ...filled.field, shape } } : filled;
  });
  return new Card(object.construct, { title, own });
};

/** Get: the value at a path such as `Okta User.ID`; the output is `output`. */
export const get = (title: string, from: Value, path: string, shape: Shape = 'string'): Card =>
  new Card(object.get, { title, values: { object: from, path }, outputShapes: { output: shape } });

/** Get Multiple: the values at several paths, each an output named like its path. */
export const pick = (title: string, from: Value, shapes: Readonly<Record<string, Shape>>): Card =>
  new Card(object.pick, { title, values: { object: from }, ownOutputs: ownOutputs(shapes) });
