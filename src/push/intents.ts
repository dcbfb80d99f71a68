import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';
import { type Attribute, valueText } from './attribute.ts';
import { coerce, type EmptyText, type Intent } from './coerce.ts';
import { nearest } from './nearest.ts';

/** RFC 6901: how a key appears in a JSON pointer. */
const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The definition of an attribute that can be written. @throws ConnectorError REFERENCE_UNKNOWN, ATTRIBUTE_SYSTEM */
export function knownAttribute(attributes: ReadonlyMap<string, Attribute>, reference: string): Attribute {
  const attribute = attributes.get(reference);
  if (attribute?.system) throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference });
  if (attribute) return attribute;
  throw new ConnectorError('REFERENCE_UNKNOWN', { reference, suggestion: suggestionFor(attributes, reference) });
}

/** What a reference that Omni does not have may mean: an attribute that was renamed, or one that is spelled alike. */
function suggestionFor(attributes: ReadonlyMap<string, Attribute>, reference: string): string {
  const own = [...attributes.values()].filter(({ system }) => !system);
  const renamed = own.find(({ formerReferences = [] }) => formerReferences.includes(reference));
  if (renamed) return `: it was renamed to ${renamed.reference}`;
  const candidate = nearest(
    reference,
    own.map((one) => one.reference),
  );
  return candidate ? ` (did you mean ${candidate}?)` : '';
}

/**
 * Reads all values of one user by their definitions.
 *
 * @param at JSON pointer of the object that holds the values, for the details of the error
 * @returns one intent per reference that is to be set or cleared
 * @throws ConnectorError the problem itself when one value is wrong, VALUES_INVALID with every problem when several are
 */
export function readIntents(
  attributes: ReadonlyMap<string, Attribute>,
  values: Readonly<Record<string, unknown>>,
  emptyText: EmptyText,
  at = '/values',
): Intent[] {
  const intents: Intent[] = [];
  const problems: ConnectorError[] = [];
  const details: ErrorDetail[] = [];
  for (const [reference, input] of Object.entries(values)) {
    try {
      const intent = coerce(knownAttribute(attributes, reference), input, emptyText);
      if (intent) intents.push(intent);
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      problems.push(thrown);
      details.push({ path: `${at}/${pointer(reference)}`, message: thrown.message });
    }
  }
  const [first] = problems;
  if (first && problems.length === 1) throw first.withDetails(details);
  if (first) throw new ConnectorError('VALUES_INVALID', { count: problems.length }, details);
  return intents;
}

/** One input that was bent to fit its definition, as answers show it. */
export interface Coercion {
  readonly reference: string;
  readonly from: string;
  readonly to: string;
}

/** What was bent among the values of one user. */
export const coercions = (intents: readonly Intent[]): Coercion[] =>
  intents.flatMap(({ reference, value, coercedFrom }) =>
    coercedFrom === undefined ? [] : [{ reference, from: coercedFrom, to: valueText(value) }],
  );
