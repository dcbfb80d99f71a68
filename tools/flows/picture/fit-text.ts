/**
 * Widths of characters in parts of the size of the type, at least as wide as in DejaVu Sans and Verdana, the widest
 * fonts that are common: whatever font a page is shown in, the text stays inside.
 */
const NARROW: readonly (readonly [characters: string, width: number])[] = [
  ["ijlI'|", 0.31],
  [' ,.:;/', 0.37],
  ['fJt()-[]r!', 0.46],
  ['mwMW%@…', 1],
];
const SMALL = 0.64;
const CAPITAL = 0.8;

const widthOf = (character: string): number =>
  NARROW.find(([characters]) => characters.includes(character))?.[1] ?? (/[a-z0-9]/.test(character) ? SMALL : CAPITAL);

const measured = (text: string, size: number): number =>
  [...text].reduce((sum, character) => sum + widthOf(character) * size, 0);

/** The text, or as much of its beginning as fits, with an ellipsis. */
function shortened(text: string, size: number, width: number): string {
  if (measured(text, size) <= width) return text;
  let kept = text;
  while (kept !== '' && measured(`${kept}…`, size) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

/** A text in at most as many lines, broken between words; what does not fit ends in an ellipsis. */
export function fitText(text: string, size: number, width: number, lines: number): string[] {
  if (lines === 1 || measured(text, size) <= width) return [shortened(text, size, width)];
  const words = text.split(' ');
  let count = 1;
  while (count < words.length && measured(words.slice(0, count + 1).join(' '), size) <= width) count += 1;
  const rest = words.slice(count).join(' ');
  const first = shortened(words.slice(0, count).join(' '), size, width);
  return rest === '' ? [first] : [first, ...fitText(rest, size, width, lines - 1)];
}
