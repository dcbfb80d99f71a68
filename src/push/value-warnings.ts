import type { Attribute } from './attribute.ts';
import type { Intent } from './coerce.ts';

/** Something about a value that is probably not meant, though the value fits its attribute. */
export interface WarningMark {
  readonly code: 'YES_NO_TEXT' | 'OUTER_BLANKS';
  readonly reference: string;
}

/** The same for a reader. */
export interface ValueWarning extends WarningMark {
  readonly message: string;
}

/** Truth as a spreadsheet writes it in German, French, Spanish, Italian, Dutch or Portuguese. */
const OF_SPREADSHEET = /^(?:WAHR|FALSCH|VRAI|FAUX|VERDADERO|FALSO|VERO|WAAR|ONWAAR|VERDADEIRO)$/;

/** Yes or no in any form but the one in which a card sends true and false. */
const isYesNo = (text: string): boolean =>
  (/^(?:true|false|yes|no)$/i.test(text.trim()) && !/^(?:true|false)$/.test(text)) || OF_SPREADSHEET.test(text.trim());

const TELLS: Readonly<Record<WarningMark['code'], (text: string) => boolean>> = {
  YES_NO_TEXT: isYesNo,
  OUTER_BLANKS: (text) => text !== text.trim(),
};
const CODES = Object.keys(TELLS) as readonly WarningMark['code'][];

const WORDS: Readonly<Record<WarningMark['code'], string>> = {
  YES_NO_TEXT: 'is yes or no in a form of its own; a row filter tells True from true.',
  OUTER_BLANKS: 'has a blank at its beginning or end; a row filter compares it, too.',
};

/**
 * What looks wrong among values that are taken as they are: Omni compares texts exactly, so that `True`, `yes` and
 * `true` are three values.
 */
export const warningMarks = (
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Pick<Attribute, 'type'>>,
): WarningMark[] =>
  intents
    .filter(({ reference }) => attributes.get(reference)?.type === 'string')
    .flatMap(({ reference, value }) => CODES.flatMap((code) => (value.some(TELLS[code]) ? [{ code, reference }] : [])));

/** A mark with its sentence, which names the attribute and never the value. */
export const toldWarning = ({ code, reference }: WarningMark): ValueWarning => ({
  code,
  reference,
  message: `${reference} ${WORDS[code]}`,
});

/** `warningMarks` for a reader. */
export const valueWarnings = (...read: Parameters<typeof warningMarks>): ValueWarning[] =>
  warningMarks(...read).map(toldWarning);
