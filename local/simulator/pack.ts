import { FlowDefect } from './flow-defect.ts';
import type { TypedValue, Value } from './value.ts';

// What of an export (format 1.5.0) the simulator goes by.

export interface FieldJson {
  readonly id: string;
  readonly group: string | null;
  readonly key: string;
  readonly value: TypedValue & { readonly data: unknown; readonly proxy?: unknown };
  readonly metadata: {
    readonly index?: number;
    readonly custom?: boolean;
    readonly wormholeMethodId?: string;
    readonly forceHide?: boolean;
  };
  readonly required?: boolean;
}

export interface PinJson {
  readonly input: string;
  readonly transform: Readonly<Record<string, { readonly convert: string }>> | null;
}

export interface ErrorPolicyJson {
  readonly type: string;
  readonly retry?: number;
  readonly delay?: number | readonly [number, number];
  readonly retryCondition?: string;
  readonly flo?: unknown;
}

export interface CardJson {
  readonly address: string;
  readonly uuid: string;
  readonly joins: Readonly<Record<string, readonly { readonly output: string }[]>>;
  readonly branches: Readonly<Record<string, boolean>>;
  readonly pins: Readonly<Record<string, Readonly<Record<string, readonly PinJson[]>>>>;
  readonly node: {
    readonly data: { readonly name: string };
    readonly model: {
      readonly timeout: number;
      readonly config: string | null;
      readonly policy: { readonly error: ErrorPolicyJson };
      readonly inputs: { readonly data: Readonly<Record<string, FieldJson>> };
      readonly outputs: { readonly data: Readonly<Record<string, FieldJson>> };
    };
  };
}

export interface BodyJson {
  readonly methods: readonly CardJson[];
  readonly orderings: Readonly<Record<string, readonly [string, string]>>;
}

export interface FlowJson {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly data: BodyJson & { readonly scheduled: boolean };
}

export interface TableJson {
  readonly id: string;
  readonly name: string;
  readonly data: { readonly structure: readonly { readonly name: string; readonly type: string }[] };
}

export interface PackJson {
  readonly type: string;
  readonly version: string;
  readonly data: {
    readonly flos: Readonly<Record<string, FlowJson>>;
    readonly configs: Readonly<Record<string, { readonly id: string; readonly name: string; readonly module: string }>>;
    readonly tables: Readonly<Record<string, TableJson>>;
  };
}

/** Reads an export. @throws FlowDefect when it is none, or of another format */
export function readPack(text: string): PackJson {
  const pack: PackJson = JSON.parse(text);
  if (pack.type !== 'flopack' || pack.version !== '1.5.0') {
    throw new FlowDefect({ flow: '' }, `not a flow pack of the format 1.5.0, but ${pack.type} ${pack.version}.`);
  }
  return pack;
}

export const titleOf = (card: CardJson): string => card.node.data.name;

/** A card without its version: `control:if`, `okta:readUser`. */
export function kindOf({ address }: CardJson): string {
  const [module, , method] = address.split(':').slice(-3);
  return `${module}:${method}`;
}

const inOrder = (fields: Readonly<Record<string, FieldJson>>): FieldJson[] =>
  Object.values(fields).sort((one, other) => (one.metadata.index ?? 0) - (other.metadata.index ?? 0));

export const inputsOf = (card: CardJson): FieldJson[] => inOrder(card.node.model.inputs.data);
export const outputsOf = (card: CardJson): FieldJson[] => inOrder(card.node.model.outputs.data);

/** Fields that the console does not show: a value on its way into a flow inside a card. */
export const isWormhole = ({ metadata }: FieldJson): boolean => metadata.wormholeMethodId !== undefined;

/** A flow that an input or an error policy holds. */
export const isBody = (value: unknown): value is BodyJson =>
  typeof value === 'object' && value !== null && 'methods' in value && 'orderings' in value;

/** A value that is written into a field by hand. */
export const literalOf = ({ value }: FieldJson): Value => (value.data ?? null) as Value;
