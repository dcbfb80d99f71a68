import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaMapping, PropertyMapping } from './mappings.ts';
import type { OktaSchema, ShownProperty } from './schemas.ts';

/** The namespace that carries Omni's user attributes; an attribute without it is silently never sent. */
export const OMNI_NAMESPACE = 'urn:omni:params:1.0:UserAttribute';

/** An attribute of the Omni app in Okta that carries an Omni user attribute. */
export interface AppAttribute {
  /** The reference in Omni: the external name. */
  readonly reference: string;
  /** The variable name in the app's profile. */
  readonly variable: string;
  readonly property: ShownProperty;
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

/** A reference that the Omni app in Okta maps. */
export interface MappedReference extends Pick<AppAttribute, 'reference' | 'variable'>, PropertyMapping {}

/**
 * The references that are mapped. Those with the push status PUSH have two owners as soon as somebody else writes them:
 * Okta pushes the whole app profile.
 */
export const mappedReferences = (appSchema: OktaSchema, { properties }: OktaMapping): MappedReference[] =>
  omniAppAttributes(appSchema).flatMap(({ reference, variable }) => {
    const mapped = properties.get(variable);
    return mapped ? [{ reference, variable, ...mapped }] : [];
  });

// What is understood of Okta's expression language: https://developer.okta.com/docs/reference/okta-expression-language/

/** The attribute of the Okta user profile that an expression is nothing but; undefined for any other expression. */
export const plainVariable = (expression: string): string | undefined => /^user\.(\w+)$/.exec(expression.trim())?.[1];

/**
 * Whether an expression asks for group memberships. Okta does not compute a mapping again when these change, so the app
 * profile keeps the value of then.
 */
export const readsGroups = (expression: string): boolean =>
  /\b(isMemberOf\w*|getFilteredGroups|getGroups|Groups\.(contains|startsWith|endsWith))\s*\(/.test(expression);

/** What that means, and what to do. */
export const STALE_GROUPS =
  'Its expression asks for group memberships, and Okta does not compute it again when these change: the app profile, and whatever is read from it or pushed, keeps the value of then. Let the groups of the app give the values instead: valuesFrom groups.';

/** Whether an expression reads an attribute of the Okta user profile. */
export const readsVariable = (expression: string, variable: string): boolean =>
  [...expression.matchAll(/\buser\.(\w+)/g)].some(([, name]) => name === variable);
