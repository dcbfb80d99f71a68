import type { Field } from './field.ts';
import type { Json } from './shape.ts';

/** What may be added to a side of a card. */
export interface Envelope {
  readonly extensible: boolean;
  readonly rules?: Json;
  readonly groupRules?: Json;
}

/** One side of a card type: what may be added, and what is always there. */
export interface CardSide extends Envelope {
  readonly fields: readonly Field[];
}

/** One of the dynamic lookups that the console builds a card's fields with. */
export interface DynamicFields {
  readonly namespace: 'input' | 'output';
  readonly group: string | null;
  readonly index: { readonly groupIndex: number } | { readonly fieldIndex: number };
  readonly method: string;
}

/** A kind of card, with the constants that every export of it carries. */
export interface CardType {
  readonly address: string;
  readonly title: string;
  /** The console's help text. */
  readonly help: string;
  /** What differs from the model that most cards have. */
  readonly model: { readonly [key: string]: Json };
  readonly inputs: CardSide;
  readonly outputs: CardSide;
  /** Whether outputs repeat the inputs. */
  readonly mirrored: boolean;
  /** Connector cards only. */
  readonly connector?: {
    readonly id: number;
    readonly partnerKey: number | null;
    readonly dynamic: readonly DynamicFields[];
  };
}

export const FIXED: Envelope = { extensible: false };

/** Fields of every type may be added. */
export const OPEN: Envelope = { extensible: true, rules: { '*': { types: ['*'], collection: '*' } } };

/** Adds the fixed fields to what may be added. */
export const side = (envelope: Envelope, ...fields: readonly Field[]): CardSide => ({ ...envelope, fields });

type KernelDetails = Partial<Pick<CardType, 'model' | 'inputs' | 'outputs' | 'mirrored'>>;

/** A built-in card: all of them have version 0.0.1. */
export const kernelCard = (name: string, title: string, help: string, details: KernelDetails = {}): CardType => {
  const { model = {}, inputs = side(FIXED), outputs = side(FIXED), mirrored = false } = details;
  const [module, method] = name.split(':');
  return { address: `root:kernel:${module}:0.0.1:${method}`, title, help, model, inputs, outputs, mirrored };
};

type ConnectorDetails = Pick<CardType, 'inputs' | 'outputs'> & {
  readonly help: string;
  readonly id: number;
  readonly partnerKey?: number | null;
  readonly dynamic?: readonly DynamicFields[];
  readonly model?: CardType['model'];
};

/** @param name for example `okta:1.0.712:readUser` */
export const connectorCard = (name: string, title: string, details: ConnectorDetails): CardType => {
  const { help, id, inputs, outputs, partnerKey = null, dynamic = [], model = {} } = details;
  return {
    address: `root:channels:http:${name}`,
    title,
    help,
    model: { executable: true, async: true, timeout: 30000, ...model },
    inputs,
    outputs,
    mirrored: false,
    connector: { id, partnerKey, dynamic },
  };
};

/** The envelope of a connector card's side: named groups in the order shown. */
export const groups = (rules: Json): Envelope => ({ extensible: false, rules: {}, groupRules: rules });

/** A group of an object's fields, as connector cards declare it. */
export const objectGroup = (index: number): Json => ({ extensible: false, reserved: {}, index, type: 'object' });
