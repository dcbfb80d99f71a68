import type { Json, Shape } from './shape.ts';

/**
 * Which keys a field's value carries: bare = type, collection, data; offered = and `available`;
 * checked = and `error`; full = and `proxy`, `check`.
 */
type FieldForm = 'bare' | 'offered' | 'checked' | 'full';

/** Where a For Each takes the value for its helper flow from. */
export interface Proxy {
  readonly dynamic: boolean;
  readonly path: string | null;
  readonly dest: { readonly key: string; readonly group: null };
}

/** One input or output of a card, as exports write it. */
export interface Field {
  readonly group: string | null;
  readonly key: string;
  readonly shape: Shape;
  readonly form: FieldForm;
  readonly available: readonly Json[];
  /** What it holds when it is neither filled in nor wired. */
  readonly data: Json;
  readonly required: boolean;
  /** d: data; p: an option, chosen while the card is set up. */
  readonly flags: 'd' | 'p';
  readonly metadata: { readonly [key: string]: Json };
  /** Whether the field takes the type of what is put into it. */
  readonly adapts: boolean;
  /** The known fields of an object, as an export writes them. */
  readonly type?: Json;
  readonly proxy?: Proxy;
}

/** All types that a field can be offered with: a field of the author's own is offered with all of them. */
export const ANY: readonly Json[] = ['string', 'number', 'boolean', 'Date', 'Array', 'object', 'file', 'flo', 'folder'];

type Details = Partial<Omit<Field, 'group' | 'key' | 'shape' | 'form'>>;

function field(form: FieldForm, group: string | null, key: string, shape: Shape, details: Details): Field {
  const { data = null, ...rest } = details;
  return {
    group,
    key,
    shape,
    form,
    available: [],
    required: false,
    flags: 'd',
    metadata: {},
    adapts: false,
    ...rest,
    data,
  };
}

/** A field of a built-in card. */
export const kernelField = (key: string, shape: Shape, details: Details & { form?: FieldForm } = {}): Field => {
  const { form = 'checked', ...rest } = details;
  return field(form, null, key, shape, rest);
};

/** A field that the platform fills in, such as the id of the execution. */
export const contextField = (key: string, shape: Shape, metadata: Field['metadata'], type?: Json): Field =>
  field('checked', 'context', key, shape, { metadata, ...(type ? { type } : {}) });

/** An input of a connector's card. */
export const connectorInput = (group: string, key: string, shape: Shape, details: Details = {}): Field => {
  const { metadata = {}, ...rest } = details;
  return field('full', group, key, shape, { available: [shape], ...rest, metadata: { optional: false, ...metadata } });
};

/** An option of a connector's card. */
export const connectorOption = (key: string, data: Json, metadata: Field['metadata']): Field =>
  field('full', 'parameters', key, 'string', { data, flags: 'p', metadata: { optional: false, ...metadata } });

/** An output of a connector's card. */
export const connectorOutput = (group: string, key: string, shape: Shape): Field =>
  field('checked', group, key, shape, { available: [shape.replace('[]', '')] });

/** A field that the author of the flow adds to an input side. */
export const ownInput = (key: string, shape: Shape, details: Details & { group?: string } = {}): Field => {
  const { metadata = {}, group = null, ...rest } = details;
  return field('full', group, key, shape, { available: ANY, ...rest, metadata: { custom: true, ...metadata } });
};

/** A field that the author of the flow adds to an output side or declares on a start card. */
export const ownOutput = (key: string, shape: Shape, details: Details & { group?: string } = {}): Field => {
  const { group = null, ...rest } = details;
  return field('checked', group, key, shape, { available: ANY, metadata: { custom: true }, ...rest });
};

/** A field that the console does not show. */
export const hiddenField = (group: string | null, key: string, shape: Shape, details: Details = {}): Field => {
  const { metadata = {}, ...rest } = details;
  return field('full', group, key, shape, { ...rest, metadata: { forceHide: true, ...metadata } });
};

/** A field of an event, on the start card of the flow that handles it. */
export const eventField = (key: string, shape: Shape, type: Json): Field =>
  field('checked', 'Output', key, shape, typeof type === 'string' ? {} : { type });
