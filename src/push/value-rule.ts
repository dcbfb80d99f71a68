import { ConnectorError } from '../errors/connector-error.ts';
import type { AttributeValue, Normalize, ValueRule } from './attribute.ts';

const YES: ReadonlySet<string> = new Set(['yes', 'true', 'y', 'on', '1']);
const NO: ReadonlySet<string> = new Set(['no', 'false', 'n', 'off', '0']);

/** @returns undefined for a text that means neither */
function yesNo(text: string): string | undefined {
  const word = text.trim().toLowerCase();
  if (YES.has(word)) return 'true';
  return NO.has(word) ? 'false' : undefined;
}

const FORMS: Readonly<Record<Normalize, (text: string) => string | undefined>> = {
  none: (text) => text,
  trim: (text) => text.trim(),
  lower: (text) => text.trim().toLowerCase(),
  upper: (text) => text.trim().toUpperCase(),
  'yes-no': yesNo,
};

/** The form of one entry; of a form it is the same. @returns undefined: it has none */
export const formOf = (normalize: Normalize, text: string): string | undefined => FORMS[normalize](text);

/**
 * Puts the value of one attribute into its form, and makes sure that it is allowed. Clearing always is.
 *
 * @throws ConnectorError VALUE_NOT_ALLOWED naming the reference, never the value
 */
export function applyRule(reference: string, { normalize, allowed }: ValueRule, value: AttributeValue): AttributeValue {
  const entries = value.map((text) => {
    const entry = formOf(normalize, text);
    if (entry === undefined || (allowed && !allowed.has(entry))) {
      throw new ConnectorError('VALUE_NOT_ALLOWED', { reference });
    }
    return entry;
  });
  return [...new Set(entries)];
}
