type One = string | number;

/** A value in the form of a multi-valued attribute: null stays null. */
export function asList(value: One | readonly One[] | null): readonly One[] | null {
  return value === null || typeof value === 'object' ? value : [value];
}
