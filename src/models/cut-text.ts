/**
 * No name in Omni is longer; what is comes from a model that nobody wrote by hand, and would fill answers and tables.
 */
const MOST_OF_A_NAME = 255;

/** A text that is cut where it is too long, and then ends with an ellipsis. */
export const cutText = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** A name of a model as it is kept and shown. */
export const cutName = (name: string): string => cutText(name, MOST_OF_A_NAME);
