import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaSchema } from '../okta/schemas.ts';
import { oktaShape, shapeDifference } from './okta-shape.ts';
import { type AttributePlan, type AttributeToSync, shownAs } from './synced-attribute.ts';

/**
 * Plans the attribute of the Okta user profile. One that is there, Okta's own (such as city) or not, is taken as it is
 * or refused, never altered. A new one can be read by its user and written by admins only.
 *
 * @throws ConnectorError OKTA_ATTRIBUTE_CONFLICT
 */
export function planUserAttribute(schema: OktaSchema, variable: string, wanted: AttributeToSync): AttributePlan {
  const found = schema.base.get(variable) ?? schema.custom.get(variable);
  const difference = found && shapeDifference(found, wanted);
  if (difference) {
    throw new ConnectorError('OKTA_ATTRIBUTE_CONFLICT', { where: 'The Okta user profile', variable, difference });
  }
  if (found) return { kind: 'none', variable };
  const property = {
    ...shownAs(wanted),
    ...oktaShape(wanted),
    permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
    master: { type: 'PROFILE_MASTER' },
  };
  return { kind: 'create', variable, property };
}
