/**
 * The two types that Omni has; there is no boolean and no date. https://docs.omni.co/administration/users/attributes
 */
export type AttributeType = 'string' | 'number';

/**
 * What one user holds for one reference, or an attribute's default: a list of texts, empty for "no value".
 * A number is its canonical decimal text, so that 12, "12" and "12.0" are one value and none is ever rounded.
 */
export type AttributeValue = readonly string[];

/** How a value is put into its form before it is compared with those that are allowed. */
export type Normalize = 'none' | 'trim' | 'lower' | 'upper' | 'yes-no';

/** What the values of one attribute may be by the policy, whoever writes them. */
export interface ValueRule {
  readonly normalize: Normalize;
  /** As they are after `normalize`; undefined: every value that fits the type. */
  readonly allowed: ReadonlySet<string> | undefined;
}

/** An Omni user attribute as the connector knows it. */
export interface Attribute {
  /** Omni's uuid; empty for system attributes, which cannot be addressed. */
  readonly id: string;
  /** Omni API `name`, Omni UI "Reference": the key of the value over SCIM. */
  readonly reference: string;
  /** Omni API `label`, Omni UI "Name". */
  readonly label: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly defaultValue: AttributeValue;
  readonly description: string;
  readonly system: boolean;
  /** Undefined: the policy says nothing, or there is none. */
  readonly rule?: ValueRule | undefined;
  /** References that it had before it was renamed in Omni. */
  readonly formerReferences?: readonly string[];
}

/** What decides which values fit. */
export type AttributeShape = Pick<Attribute, 'reference' | 'type' | 'multiValued' | 'rule'>;

/** The value in one readable line, as answers show it beside the exact list. */
export const valueText = (value: AttributeValue): string => value.join(', ');
