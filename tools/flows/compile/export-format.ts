import type { Json } from '../shape.ts';

/**
 * The parts of an export that are filled while a flow is built. Exports have no documentation; this is what they hold.
 */

export interface ValueJson {
  type: Json;
  collection: boolean;
  data: unknown;
  available?: readonly Json[];
  error?: false;
  proxy?: unknown;
  check?: false;
}

export interface FieldJson {
  readonly id: string;
  readonly group: string | null;
  readonly key: string;
  readonly value: ValueJson;
  readonly ref: boolean;
  readonly metadata: { readonly [key: string]: Json };
  readonly required?: boolean;
  readonly flags?: 'd' | 'p';
  /** Outputs only: a wire begins here. */
  _used?: true;
}

interface PinJson {
  readonly input: string;
  readonly transform: Readonly<Record<string, { convert: string; forceWrapArray: false; dest: string }>> | null;
}

interface SideJson {
  readonly extensible: boolean;
  readonly rules?: Json;
  readonly groupRules?: Json;
  readonly data: Record<string, FieldJson>;
}

interface ModelJson {
  readonly [key: string]: unknown;
  policy: { error: unknown };
  readonly inputs: SideJson;
  readonly outputs: SideJson;
}

export interface CardJson {
  readonly joins: object;
  readonly address: string;
  readonly parents: object;
  readonly uuid: string;
  branches: Readonly<Record<string, boolean>>;
  readonly node: { readonly key: string; readonly data: { readonly name: string }; readonly model: ModelJson };
  /** By output, then by card: where its wires lead. */
  readonly pins: Record<string, Record<string, PinJson[]>>;
}

export interface BodyJson {
  readonly methods: CardJson[];
  readonly orderings: Record<string, readonly [string, string]>;
}

/** What every flow of an export carries. */
export const TREE = {
  id: 2,
  name: 'empty',
  description: 'This flow has been build w/o a tree and uses the newer, async, Addressing module.',
};

export const FLOW_CONSTANTS = {
  templateName: null,
  connector_method_meta: { inputs: {}, outputs: {}, options: {} },
  monitor_flo: false,
};
