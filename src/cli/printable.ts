/** Control characters, which steer a terminal, and those that turn the direction of a text, which hide what it says. */
const STEERING = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

const hex = (character: string, digits: number): string =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');

/** As `\x1b`, beyond Latin-1 as `\u202e`. */
const shown = (character: string): string =>
  character <= '\u00ff' ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;

/** A value, a name or a message from outside, on one line: what would steer the terminal is shown instead. */
export const printable = (text: string): string => text.replace(STEERING, shown);

/** The same of a text of several lines. */
export const printableLines = (text: string): string =>
  text.replace(STEERING, (character) => (character === '\n' ? character : shown(character)));

/** JSON for a machine, which reads back exactly what it was made of, and steers no terminal. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(STEERING, (character) => `\\u${hex(character, 4)}`);
