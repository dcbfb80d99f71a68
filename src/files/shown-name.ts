import { shownText } from '../base/shown-text.ts';

/** What is not seen in a name, and makes it another one: controls, formats, and blanks that look like a space. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0]/u;
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0]/gu;

/** Whether a name holds characters that nobody sees. */
export const isPartlyInvisible = (name: string): boolean => INVISIBLE.test(name);

/** A name in quotes, with what is invisible as `\u200b`. */
export const quoted = (name: string): string =>
  `"${shownText(name).replace(BLANKS, (blank) => `\\u${blank.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
