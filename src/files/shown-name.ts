import { shownText } from '../base/shown-text.ts';
import { invisibleIn } from '../push/invisible.ts';

/** What a value may hold and a name has no use for: the joiners, and the blank of Chinese and Japanese. */
const NOT_IN_NAMES = /\u200c|\u200d|\u3000/;
/** Nobody sees them, or takes them for a blank. */
const HIDDEN = /\p{Default_Ignorable_Code_Point}|(?! )\p{Zs}|\u2800/gu;

/** Whether a name holds characters that nobody sees. */
export const isPartlyInvisible = (name: string): boolean => invisibleIn(name) !== undefined || NOT_IN_NAMES.test(name);

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** A name in quotes, with what is invisible as `\u200b`. */
export const quoted = (name: string): string => `"${shownText(name).replace(HIDDEN, escaped)}"`;
