import { ConnectorError } from '../errors/connector-error.ts';
import { appAttributeOf, OMNI_NAMESPACE } from '../okta/omni-app-attributes.ts';
import type { OktaProperty, OktaSchema, ShownProperty } from '../okta/schemas.ts';
import { oktaShape, shapeDifference } from './okta-shape.ts';
import { type AttributePlan, type AttributeToSync, shownAs } from './synced-attribute.ts';

/** Attributes of the SCIM standard; one of the app that feeds them is not Omni's. */
const STANDARD_NAMESPACE = 'urn:ietf:params:scim:';

/** How the app gets the attribute. */
export interface AppAttributeToSync extends AttributeToSync {
  /** The variable name in the app's profile; undefined for the usual one. */
  readonly appVariable: string | undefined;
  /** Whether the app's groups give the values, and not the mapping. */
  readonly fromGroups: boolean;
}

/** What makes Okta send the attribute to Omni as the value of the reference. */
type Provisioning = Pick<OktaProperty, 'externalName' | 'externalNamespace' | 'union'>;

/** Whether values are joined matters only where groups give them. */
const provisioning = ({ reference, multiValued, fromGroups }: AppAttributeToSync): Provisioning => ({
  externalName: reference,
  externalNamespace: OMNI_NAMESPACE,
  ...(fromGroups && { union: multiValued ? 'ENABLE' : 'DISABLE' }),
});

const conflict = (variable: string, difference: string): ConnectorError =>
  new ConnectorError('OKTA_ATTRIBUTE_CONFLICT', { where: "The Omni app's profile", variable, difference });

/** Why an attribute that bears the reference's name must not be turned into it; undefined when it may. */
function otherUse(
  reference: string,
  { externalName = '', externalNamespace = '' }: OktaProperty,
  isReference: (name: string) => boolean,
): string | undefined {
  if (externalNamespace.startsWith(STANDARD_NAMESPACE)) return `it is sent as ${externalName} of the SCIM standard`;
  const isTaken = externalName !== reference && isReference(externalName);
  return isTaken ? `it bears the external name of the reference ${externalName}` : undefined;
}

/**
 * Names that Okta gives to nobody: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/
 */
const RESERVED = 'groups';

/**
 * Whether the name is somebody else's in the app's profile: of the app itself, of the SCIM standard such as `title`, of
 * another reference, or different in its case only, which Okta takes for the same.
 */
function isTaken(schema: OktaSchema, reference: string, isReference: (name: string) => boolean): boolean {
  const found = schema.custom.get(reference);
  if (found) return otherUse(reference, found, isReference) !== undefined;
  const names = [RESERVED, ...schema.base.keys(), ...schema.custom.keys()];
  return names.some((name) => name.toLowerCase() === reference.toLowerCase());
}

/** The variable of the app's profile that carries the reference, or is to. @throws ConnectorError */
function variableOf(
  schema: OktaSchema,
  isReference: (name: string) => boolean,
  { reference, appVariable }: AppAttributeToSync,
): string {
  const sent = appAttributeOf(schema, reference)?.variable;
  if (sent && appVariable && sent !== appVariable) throw conflict(sent, `it is sent as ${reference} already`);
  if (sent) return sent;
  return appVariable ?? (isTaken(schema, reference, isReference) ? `omni_${reference}` : reference);
}

/** Okta may leave union out where it is as by default. */
const isRight = (found: OktaProperty, right: Provisioning): boolean =>
  found.externalName === right.externalName &&
  found.externalNamespace === right.externalNamespace &&
  (found.union ?? right.union) === (right.union ?? found.union);

const STAYS_SELF =
  'Its scope stays SELF, as Okta never changes one: mappings fill it, and the groups of the app give it no values.';

/** The repair of what is there: all of it, with only the fields that decide what Okta sends. */
function repair(variable: string, found: ShownProperty, wanted: AppAttributeToSync): AttributePlan {
  const isSelf = found.scope === 'SELF';
  if (isSelf && wanted.fromGroups) throw conflict(variable, 'its scope is SELF, so groups cannot give it values');
  const note = isSelf && { note: STAYS_SELF };
  const right = provisioning(wanted);
  if (isRight(found, right)) return { kind: 'none', variable, ...note };
  return { kind: 'change', variable, property: { ...found.whole, ...right }, ...note };
}

/**
 * Plans the attribute of the Omni app's profile. One that was made before provisioning was switched on has no external
 * namespace and is never sent; where it is of the right type and nobody else's, it is set right
 * (https://support.okta.com/help/s/article/custom-scim-attribute-is-not-available-to-map-and-is-not-sent-to-scim).
 *
 * @param isReference whether Omni has an attribute with this reference
 * @throws ConnectorError OKTA_ATTRIBUTE_CONFLICT
 */
export function planAppAttribute(
  schema: OktaSchema,
  isReference: (name: string) => boolean,
  wanted: AppAttributeToSync,
): AttributePlan {
  const { reference } = wanted;
  const variable = variableOf(schema, isReference, wanted);
  if (schema.base.has(variable)) throw conflict(variable, "it is the app's own and cannot be changed");
  const found = schema.custom.get(variable);
  if (!found) {
    const property = { ...shownAs(wanted), ...oktaShape(wanted), scope: 'NONE', ...provisioning(wanted) };
    return { kind: 'create', variable, property };
  }
  const difference = shapeDifference(found, wanted) ?? otherUse(reference, found, isReference);
  if (difference) throw conflict(variable, difference);
  return repair(variable, found, wanted);
}
