import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { type AppAttribute, appAttributeOf, omniAppAttributes, plainVariable } from '../okta/omni-app-attributes.ts';
import type { OktaSchema } from '../okta/schemas.ts';
import { nearest } from '../push/nearest.ts';
import type { SyncedAttribute, SyncSource } from './sync-options.ts';

/** Those that are asked for. @throws ConnectorError OKTA_ATTRIBUTE_NOT_SYNCED, OKTA_ATTRIBUTE_CONFLICT */
function chosen(schema: OktaSchema, references: readonly string[] | undefined): readonly AppAttribute[] {
  const known = omniAppAttributes(schema).map(({ reference }) => reference);
  return [...new Set(references ?? known)].sort().map((reference) => {
    const found = appAttributeOf(schema, reference);
    if (found) return found;
    const candidate = nearest(reference, known);
    const suggestion = candidate ? ` (did you mean ${candidate}?)` : '';
    throw new ConnectorError('OKTA_ATTRIBUTE_NOT_SYNCED', { reference, suggestion });
  });
}

/**
 * The references that Okta keeps for the Omni app, each with the variable of the profile that holds its value, sorted.
 *
 * @param references undefined: all of them
 * @throws ConnectorError OKTA_ATTRIBUTE_NOT_SYNCED, OKTA_ATTRIBUTE_CONFLICT; OKTA_EXPRESSION_NOT_PLAIN when the Okta
 *   profile alone cannot tell
 */
export async function syncedAttributes(
  okta: OktaSession,
  references: readonly string[] | undefined,
  source: SyncSource,
): Promise<readonly SyncedAttribute[]> {
  const sorted = chosen(await okta.appSchema(), references);
  if (source === 'app-profile') return sorted.map(({ reference, variable }) => ({ reference, variable }));
  const { properties } = await okta.mapping();
  return sorted.map(({ reference, variable }) => {
    const plain = plainVariable(properties.get(variable)?.expression ?? '');
    if (plain === undefined) throw new ConnectorError('OKTA_EXPRESSION_NOT_PLAIN', { reference });
    return { reference, variable: plain };
  });
}
