import type { Attribute } from './attribute.ts';
import type { Intent } from './coerce.ts';

/** What is probably not meant about a value, though it fits its attribute. */
export interface ValueWarning {
  readonly code: 'YES_NO_TEXT' | 'OUTER_BLANKS';
  readonly reference: string;
  readonly message: string;
}

/** Yes or no in any form but the one in which a card sends true and false. */
const isYesNo = (text: string): boolean =>
  /^(?:true|false|yes|no)$/i.test(text.trim()) && !/^(?:true|false)$/.test(text);

const RULES: readonly (readonly [ValueWarning['code'], (text: string) => boolean, (reference: string) => string])[] = [
  [
    'YES_NO_TEXT',
    isYesNo,
    (reference) => `${reference} is yes or no in a form of its own; a row filter tells True from true.`,
  ],
  [
    'OUTER_BLANKS',
    (text) => text !== text.trim(),
    (reference) => `${reference} has a blank at its beginning or end; a row filter compares it, too.`,
  ],
];

/**
 * What looks wrong among values that are taken as they are: Omni compares texts exactly, so that `True`, `yes` and
 * `true` are three values.
 */
export const valueWarnings = (
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Pick<Attribute, 'type'>>,
): ValueWarning[] =>
  intents
    .filter(({ reference }) => attributes.get(reference)?.type === 'string')
    .flatMap(({ reference, value }) =>
      RULES.flatMap(([code, isMeant, message]) =>
        value.some(isMeant) ? [{ code, reference, message: message(reference) }] : [],
      ),
    );
