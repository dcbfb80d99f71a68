import { ConnectorError } from '../errors/connector-error.ts';
import { appAttributeOf, OMNI_NAMESPACE } from '../okta/omni-app-attributes.ts';
import type { OktaProperty, OktaSchema } from '../okta/schemas.ts';
import { oktaShape, shapeDifference } from './okta-shape.ts';
import { type AttributePlan, type AttributeToSync, shownAs } from './synced-attribute.ts';

/** Attributes of the SCIM standard; one of the app that feeds them is not Omni's. */
const STANDARD_NAMESPACE = 'urn:ietf:params:scim:';

/** What makes Okta send the attribute to Omni as the value of the reference. */
type Provisioning = Required<Pick<OktaProperty, 'externalName' | 'externalNamespace' | 'scope' | 'union'>>;

const provisioning = (reference: string, multiValued: boolean): Provisioning => ({
  externalName: reference,
  externalNamespace: OMNI_NAMESPACE,
  scope: 'NONE',
  union: multiValued ? 'ENABLE' : 'DISABLE',
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

/** Okta may leave scope and union out where they are as by default. */
const isRight = (found: OktaProperty, right: Provisioning): boolean =>
  found.externalName === right.externalName &&
  found.externalNamespace === right.externalNamespace &&
  (found.scope ?? right.scope) === right.scope &&
  (found.union ?? right.union) === right.union;

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
  wanted: AttributeToSync,
): AttributePlan {
  const { reference } = wanted;
  const right = provisioning(reference, wanted.multiValued);
  const sent = appAttributeOf(schema, reference);
  const variable = sent?.variable ?? reference;
  if (schema.base.has(variable)) throw conflict(variable, "it is the app's own and cannot be changed");
  const found = schema.custom.get(variable);
  if (!found) return { kind: 'create', variable, property: { ...shownAs(wanted), ...oktaShape(wanted), ...right } };

  const difference = shapeDifference(found, wanted) ?? (sent ? undefined : otherUse(reference, found, isReference));
  if (difference) throw conflict(variable, difference);
  if (isRight(found, right)) return { kind: 'none', variable };
  return { kind: 'change', variable, property: { ...found, ...right } };
}
