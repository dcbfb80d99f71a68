import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaMapping, PropertyMapping } from '../okta/mappings.ts';

/** When Okta sends a mapped value: on create and update, or on create only. */
export const PUSH_STATUS = { 'create-and-update': 'PUSH', create: 'DONT_PUSH' } as const;

const mappedAlready = (variable: string, { expression }: PropertyMapping): ConnectorError =>
  new ConnectorError('OKTA_MAPPING_CONFLICT', { variable, expression });

/**
 * Okta sends no value of a group where the attribute is mapped.
 *
 * @throws ConnectorError OKTA_MAPPING_CONFLICT when it is
 */
export function refuseMapped(mapping: OktaMapping | undefined, appVariable: string): void {
  const found = mapping?.properties.get(appVariable);
  if (found) throw mappedAlready(appVariable, found);
}

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
  if (found.expression.trim() !== wanted.expression) throw mappedAlready(appVariable, found);
  return found.pushStatus === wanted.pushStatus ? 'none' : 'change';
}
