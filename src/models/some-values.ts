import { cutText } from './cut-text.ts';

/** As many values of a list as one line can show, and as much of each. */
const SHOWN_VALUES = 5;
const MOST_OF_A_VALUE = 80;

/** The first values of a list in one line, and how many more there are. */
export function someValues(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => cutText(value, MOST_OF_A_VALUE));
  const more = values.length > SHOWN_VALUES ? ` and ${values.length - SHOWN_VALUES} more` : '';
  return `${shown.join(', ')}${more}`;
}
