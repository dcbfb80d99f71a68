import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaMapping, PropertyMapping } from '../okta/mappings.ts';
import type { OktaSession } from '../okta/okta-org.ts';

/** When Okta sends a mapped value: on create and update, or on create only. */
export const PUSH_STATUS = { 'create-and-update': 'PUSH', create: 'DONT_PUSH' } as const;

/**
 * Plans the mapping of one attribute of the app. Only its push status is ever changed.
 *
 * @throws ConnectorError OKTA_MAPPING_CONFLICT when it is mapped from another expression
 */
export function planMapping(
  mapping: OktaMapping,
  appVariable: string,
  wanted: PropertyMapping,
): 'none' | 'create' | 'change' {
  const found = mapping.properties.get(appVariable);
  if (!found) return 'create';
  if (found.expression.trim() !== wanted.expression) {
    throw new ConnectorError('OKTA_MAPPING_CONFLICT', { variable: appVariable, expression: found.expression });
  }
  return found.pushStatus === wanted.pushStatus ? 'none' : 'change';
}

/** The mapping to the Omni app; undefined where the app has none, as with provisioning switched off. */
export async function readMappingIfAny(okta: OktaSession): Promise<OktaMapping | undefined> {
  try {
    return await okta.mapping();
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'OKTA_MAPPING_NOT_FOUND') return undefined;
    throw thrown;
  }
}
