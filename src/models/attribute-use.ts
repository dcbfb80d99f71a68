/** What an attribute is used for. */
export type UseKind = 'access-filter' | 'access-grant' | 'field' | 'extension' | 'connection' | 'other';

/** One place that uses an attribute. */
export interface AttributeUse {
  readonly reference: string;
  /** The name of the model; of a connection its name. */
  readonly model: string;
  /** Empty for a connection. */
  readonly file: string;
  /** From 1; 0 for a connection. */
  readonly line: number;
  /** Empty where there is none. */
  readonly topic: string;
  readonly kind: UseKind;
  readonly detail: string;
}
