import type { Field } from '../field.ts';
import { emptyOf, isList, type Shape, scalarOf } from '../shape.ts';
import type { FieldJson, ValueJson } from './export-format.ts';

function valueJson(field: Field, shape: Shape, data: unknown): ValueJson {
  const { form, available } = field;
  return {
    type: field.type ?? scalarOf(shape),
    collection: isList(shape),
    data,
    ...(form === 'bare' ? {} : { available }),
    ...(form === 'checked' || form === 'full' ? { error: false as const } : {}),
    ...(form === 'full' ? { proxy: field.proxy ?? false, check: false as const } : {}),
  };
}

interface Place {
  readonly id: string;
  readonly index: number;
}

/** An input as an export holds it; a wired one holds nothing of its own. */
export function inputJson(field: Field, { id, index }: Place, shape: Shape, data: unknown): FieldJson {
  const { group, key, metadata, required, flags } = field;
  const value = valueJson(field, shape, data);
  return { id, group, key, value, ref: false, metadata: { ...metadata, index }, required, flags };
}

/** An output as an export holds it. */
export function outputJson(field: Field, { id, index }: Place): FieldJson {
  const { group, key, metadata, shape } = field;
  const fits = isList(shape) ? Array.isArray(field.data) : field.data !== null;
  const value = valueJson(field, shape, fits ? field.data : emptyOutput(field));
  return { id, group, key, value, ref: isList(shape), metadata: { ...metadata, index } };
}

/** Fields that the platform fills in hold null; what an author adds holds the empty value of its type. */
const emptyOutput = ({ metadata, shape }: Field): unknown => (metadata.custom ? emptyOf(shape) : null);
