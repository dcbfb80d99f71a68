import type { PolicySource } from '../schema/types.ts';

/** An attribute whose values have a source. */
export interface SourcedAttribute {
  readonly reference: string;
  readonly value: PolicySource;
}

/** The attributes of a policy that have a source, in its order: of the others it only says what they may be. */
export const sourcedAttributes = (
  attributes: readonly { readonly reference: string; readonly value?: PolicySource }[],
): SourcedAttribute[] => attributes.flatMap(({ reference, value }) => (value ? [{ reference, value }] : []));
