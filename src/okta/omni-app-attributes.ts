import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaMapping, PropertyMapping } from './mappings.ts';
import type { OktaProperty, OktaSchema } from './schemas.ts';

/** The namespace that carries Omni's user attributes; an attribute without it is silently never sent. */
export const OMNI_NAMESPACE = 'urn:omni:params:1.0:UserAttribute';

/** An attribute of the Omni app in Okta that carries an Omni user attribute. */
export interface AppAttribute {
  /** The reference in Omni: the external name. */
  readonly reference: string;
  /** The variable name in the app's profile. */
  readonly variable: string;
  readonly property: OktaProperty;
}

/** Those of the app's attributes that carry Omni user attributes, whatever their variables are called. */
export const omniAppAttributes = ({ custom }: OktaSchema): AppAttribute[] =>
  [...custom].flatMap(([variable, property]) =>
    property.externalNamespace === OMNI_NAMESPACE && property.externalName
      ? [{ reference: property.externalName, variable, property }]
      : [],
  );

/**
 * The app's attribute that Okta sends to Omni under this reference.
 *
 * @throws ConnectorError OKTA_ATTRIBUTE_CONFLICT when there are two: which of them counts would be chance
 */
export function appAttributeOf(schema: OktaSchema, reference: string): AppAttribute | undefined {
  const [first, second] = omniAppAttributes(schema).filter((one) => one.reference === reference);
  if (!first || !second) return first;
  const difference = `it is sent as ${reference}, as ${first.variable} is`;
  throw new ConnectorError('OKTA_ATTRIBUTE_CONFLICT', {
    where: "The Omni app's profile",
    variable: second.variable,
    difference,
  });
}

/** A reference whose value Okta pushes into Omni by itself. */
export interface PushedReference extends Pick<AppAttribute, 'reference' | 'variable'>, PropertyMapping {}

/**
 * The references that the Omni app in Okta maps with push on update: Okta pushes the whole app profile, so it
 * overwrites what others wrote.
 */
export const pushedReferences = (appSchema: OktaSchema, { properties }: OktaMapping): PushedReference[] =>
  omniAppAttributes(appSchema).flatMap(({ reference, variable }) => {
    const mapped = properties.get(variable);
    return mapped?.pushStatus === 'PUSH' ? [{ reference, variable, ...mapped }] : [];
  });

// What is understood of Okta's expression language: https://developer.okta.com/docs/reference/okta-expression-language/

/** The attribute of the Okta user profile that an expression is nothing but; undefined for any other expression. */
export const plainVariable = (expression: string): string | undefined => /^user\.(\w+)$/.exec(expression.trim())?.[1];

/** Whether an expression reads an attribute of the Okta user profile. */
export const readsVariable = (expression: string, variable: string): boolean =>
  [...expression.matchAll(/\buser\.(\w+)/g)].some(([, name]) => name === variable);
