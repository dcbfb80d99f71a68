/**
 * What nobody sees in a text, or takes for a blank: controls, marks of direction, zero-width characters, soft hyphens,
 * fillers of Hangul, the empty Braille pattern, blanks that are none of the keyboard's. Half a surrogate pair is told
 * apart before. The ideographic space is a blank that is typed.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u3000])\p{Zs}/gu;
/** The joiners, which shape Persian, Indic texts and emoji where they stand inside of them: Unicode, section 23.2. */
const JOINER = /[\u200C\u200D]/;
/** They choose the form of the letter or emoji before them: Unicode, section 23.4. */
const SELECTOR = /\p{Variation_Selector}/u;
const SHAPED = /[^\p{ASCII}\p{C}\p{Z}]/u;
/** With a selector before it, it makes an emoji of a digit. */
const KEYCAP = '\u20E3';

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join('');

function shapes(text: string, character: string, at: number): boolean {
  const before = [...text.slice(0, at)].at(-1) ?? '';
  const [after = ''] = text.slice(at + character.length);
  if (SELECTOR.test(character)) return after === KEYCAP || (SHAPED.test(before) && !SELECTOR.test(before));
  return JOINER.test(character) && SHAPED.test(before) && SHAPED.test(after);
}

/**
 * The first invisible character of a text, as it may be shown: `\u200B`. A row filter compares it, and the text looks
 * right all the same.
 */
export function invisibleIn(text: string): string | undefined {
  for (const { 0: character, index } of text.matchAll(INVISIBLE))
    if (!shapes(text, character, index)) return escaped(character);
  return undefined;
}
