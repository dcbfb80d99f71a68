/** Cards pick values by a dot path, so a key with a dot or colon could not be addressed. */
const IS_KEY = /^[^.:[\]]+$/;

/** Whether a card can pick a value by this reference out of an object. */
export const isPickable = (reference: string): boolean => IS_KEY.test(reference);
