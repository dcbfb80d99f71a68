import { ConnectorError } from '../errors/connector-error.ts';
import type { CodeAndFacts } from '../errors/error-facts.ts';
import type { AttributeShape, AttributeValue } from './attribute.ts';
import { canonicalDecimal } from './decimal.ts';
import { invisibleIn } from './invisible.ts';
import { listMarks } from './list-marks.ts';
import { applyRule } from './value-rule.ts';

/** What an empty text means to the caller: a mistake, "no value", or "leave alone". */
export type EmptyText = 'error' | 'clear' | 'ignore';

/** `refuse` is `error` where the caller has no `emptyText` to say otherwise. */
export type EmptyTextRule = EmptyText | 'refuse';

/** What the caller asked for one reference: a value (empty = clear), and how it was bent to fit, if it was. */
export interface Intent {
  readonly reference: string;
  readonly value: AttributeValue;
  readonly coercedFrom: string | undefined;
}

/** Guards of our own; Omni's limits are not published. The same figures as Omni's administration kit uses. */
const MAX_TEXT_BYTES = 16_384;
const MAX_ENTRIES = 1_000;

/** A text that PostgreSQL and JSON can carry: no NUL, no half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

const describe = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object';
};

const fail = (...problem: CodeAndFacts): never => {
  throw new ConnectorError(...problem);
};

function numberEntry(attribute: AttributeShape, input: unknown): string {
  return (
    canonicalDecimal(String(input)) ??
    fail('VALUE_NOT_A_NUMBER', { reference: attribute.reference, what: describe(input) })
  );
}

function entry(attribute: AttributeShape, input: unknown): string {
  if (typeof input !== 'string' && typeof input !== 'number' && typeof input !== 'boolean') {
    return fail('VALUE_NOT_SUPPORTED', { reference: attribute.reference, what: describe(input) });
  }
  if (typeof input === 'number' && !(Math.abs(input) <= Number.MAX_SAFE_INTEGER)) {
    return fail('VALUE_NUMBER_UNSAFE', { reference: attribute.reference });
  }
  if (attribute.type === 'number') return numberEntry(attribute, input);
  const text = typeof input === 'number' ? (canonicalDecimal(String(input)) ?? String(input)) : String(input);
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES)
    fail('VALUE_TOO_LARGE', { reference: attribute.reference, limit: `${MAX_TEXT_BYTES} bytes` });
  if (!isStorable(text))
    fail('VALUE_NOT_SUPPORTED', { reference: attribute.reference, what: 'text with characters that cannot be stored' });
  const character = invisibleIn(text);
  return character === undefined ? text : fail('VALUE_INVISIBLE', { reference: attribute.reference, character });
}

/** For JSON.parse: a number keeps the digits as which it was written, which a double may not hold. */
const keepDigits = (_key: string, parsed: unknown, context?: { readonly source?: string }): unknown =>
  typeof parsed === 'number' ? (context?.source ?? parsed) : parsed;

/**
 * Connector Builder's dynamic fields have no list type, so a text for a multi-valued attribute is a list written as
 * text: JSON in brackets, or separated by commas. The split is reported as a coercion. What looks like a list of
 * another kind is refused: split at the commas, its brackets and quotes would be stored as parts of values.
 */
function listFromText(attribute: AttributeShape, text: string): unknown[] {
  const { reference } = attribute;
  const noJson = (marks: string) =>
    fail('VALUE_NOT_SUPPORTED', { reference, what: `text in ${marks} that is not a JSON list` });
  const trimmed = text.trim();
  if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
    try {
      return JSON.parse(trimmed, keepDigits);
    } catch {
      return noJson('brackets');
    }
  }
  const parts = trimmed.split(',').map((part) => part.trim());
  const marks = listMarks([trimmed, ...parts]);
  return marks === undefined ? parts : noJson(marks);
}

const isBlank = (input: unknown): boolean => typeof input === 'string' && input.trim() === '';

function entriesOf(attribute: AttributeShape, input: unknown): unknown[] {
  if (!attribute.multiValued)
    return Array.isArray(input) ? fail('VALUE_NOT_SINGLE', { reference: attribute.reference }) : [input];
  const list = Array.isArray(input) ? input : typeof input === 'string' ? listFromText(attribute, input) : [input];
  return list.length > MAX_ENTRIES
    ? fail('VALUE_TOO_LARGE', { reference: attribute.reference, limit: `${MAX_ENTRIES} entries` })
    : list;
}

/** The advice names the fields that the caller has. */
function refuseEmptyText(attribute: AttributeShape, emptyText: EmptyTextRule): void {
  if (emptyText === 'clear' || emptyText === 'ignore') return;
  const otherwise = emptyText === 'error' ? ', or set emptyText to clear or ignore' : '';
  fail('VALUE_EMPTY_TEXT', { reference: attribute.reference, field: 'the reference', otherwise });
}

/** JSON text of an input, so that "was it bent?" compares like with like. */
const asText = (input: unknown): string => (typeof input === 'string' ? input : JSON.stringify(input));

const unchanged = (attribute: AttributeShape, input: unknown, value: AttributeValue): boolean => {
  const sent = attribute.multiValued ? input : [input];
  const same = (one: unknown, index: number) =>
    attribute.type === 'number' ? typeof one === 'number' : one === value[index];
  return Array.isArray(sent) && sent.length === value.length && sent.every(same);
};

/**
 * Reads one input value by its definition. The four intents stay four: an absent reference never gets here, `null` and
 * `[]` clear, `""` is what `emptyText` says, everything else is a value.
 *
 * @returns undefined when the reference is to be left alone (an empty text with `emptyText` "ignore")
 * @throws ConnectorError VALUE_… naming the reference, never the value; VALUE_NOT_ALLOWED by the policy
 */
export function coerce(attribute: AttributeShape, input: unknown, emptyText: 'refuse'): Intent;
export function coerce(attribute: AttributeShape, input: unknown, emptyText: EmptyTextRule): Intent | undefined;
export function coerce(attribute: AttributeShape, input: unknown, emptyText: EmptyTextRule): Intent | undefined {
  const { reference } = attribute;
  if (input === null || (Array.isArray(input) && input.length === 0)) {
    return { reference, value: [], coercedFrom: undefined };
  }
  const given = isBlank(input) ? [input] : entriesOf(attribute, input);
  const entries = given.filter((one) => !isBlank(one));
  if (entries.length < given.length) refuseEmptyText(attribute, emptyText);
  if (entries.length === 0 && given.length > 0 && emptyText === 'ignore') return undefined;

  const read = [...new Set(entries.map((one) => entry(attribute, one)))];
  const value = attribute.rule ? applyRule(reference, attribute.rule, read) : read;
  return { reference, value, coercedFrom: unchanged(attribute, input, value) ? undefined : asText(input) };
}
