const MOST_CHARACTERS = 80;

/**
 * What changes what a terminal or a page shows without being seen: controls, direction marks, halves of a surrogate
 * pair, and blanks that are none of the keyboard's.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![ \u3000])\p{Zs}/gu;
/** Unit by unit, as JSON writes them. */
const escaped = (text: string): string =>
  text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * A text of a caller or of another system as it may stand in a message: what is invisible is written as `\u001b`, and
 * what is too long is cut and ends with an ellipsis.
 *
 * @param most how many characters are left
 */
export function shownText(text: string, most = MOST_CHARACTERS): string {
  const shown = text.slice(0, most + 1).replace(INVISIBLE, escaped);
  return shown.length > most ? `${shown.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…` : shown;
}
