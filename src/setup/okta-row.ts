import { PROTECTED_ATTRIBUTES } from '../config/protected-attributes.ts';
import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';
import type { OktaProperty, OktaSchema } from '../okta/schemas.ts';
import type { AttributeValue } from '../push/attribute.ts';
import { sameValue } from '../push/compare.ts';
import { nearest } from '../push/nearest.ts';
import { readOktaValue, shownOktaValue } from './okta-value.ts';

/** A value that an attribute of the Okta profile is to hold. */
export interface OktaIntent {
  readonly variable: string;
  readonly property: OktaProperty;
  readonly value: AttributeValue;
}

/** An attribute of the Okta profile that holds something else. */
export interface OktaChange extends OktaIntent {
  readonly before: AttributeValue;
}

/** The attributes of the Okta profile, and which of them may be written. */
export interface OktaProfile extends OktaSchema {
  readonly settable: ReadonlySet<string>;
}

function propertyOf({ base, custom, settable }: OktaProfile, variable: string): OktaProperty {
  if (PROTECTED_ATTRIBUTES.has(variable)) throw new ConnectorError('OKTA_VARIABLE_PROTECTED', { variable });
  const property = custom.get(variable) ?? base.get(variable);
  if (property && settable.has(variable)) return property;
  if (property) throw new ConnectorError('OKTA_VARIABLE_NOT_SETTABLE', { variable });
  const candidate = nearest(variable, [...settable]);
  const suggestion = candidate ? ` (did you mean ${candidate}?)` : '';
  throw new ConnectorError('OKTA_VARIABLE_UNKNOWN', { variable, suggestion });
}

/**
 * Reads the values of one row by the attributes of the Okta profile.
 *
 * @throws ConnectorError the problem itself when one value is wrong, VALUES_INVALID with every problem when several are
 */
export function readOktaRow(schema: OktaProfile, values: Readonly<Record<string, unknown>>): OktaIntent[] {
  const intents: OktaIntent[] = [];
  const problems: ConnectorError[] = [];
  const details: ErrorDetail[] = [];
  for (const [variable, input] of Object.entries(values)) {
    try {
      const property = propertyOf(schema, variable);
      intents.push({ variable, property, value: readOktaValue(variable, property, input) });
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      problems.push(thrown);
      details.push({ path: `/values/${variable}`, message: thrown.message });
    }
  }
  const [first] = problems;
  if (first && problems.length === 1) throw first.withDetails(details);
  if (first) throw new ConnectorError('VALUES_INVALID', { count: problems.length }, details);
  return intents;
}

/** What of it the user does not hold, sorted by variable. */
export function oktaChanges(intents: readonly OktaIntent[], profile: Readonly<Record<string, unknown>>): OktaChange[] {
  return intents
    .map((intent) => ({
      ...intent,
      before: shownOktaValue(intent.variable, intent.property, profile[intent.variable]),
    }))
    .filter(({ before, value }) => !sameValue(before, value))
    .sort((one, other) => (one.variable < other.variable ? -1 : 1));
}
