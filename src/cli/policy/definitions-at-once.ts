/** What one call of ensure-attributes takes. */
export const DEFINITIONS_AT_ONCE = 100;
