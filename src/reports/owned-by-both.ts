import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaMapping } from '../okta/mappings.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { writtenReferences } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import type { SyncedAttribute } from '../sync/sync-options.ts';
import type { OwnedByBoth } from './report-state.ts';

/** Without provisioning there is no mapping, and Okta pushes nothing. */
async function mappingOf(okta: OktaSession): Promise<OktaMapping | undefined> {
  try {
    return await okta.mapping();
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'OKTA_MAPPING_NOT_FOUND') return undefined;
    throw thrown;
  }
}

/**
 * The references that have two owners: the Omni app in Okta pushes them with each change of a profile, and this
 * connector has written them as well.
 *
 * @param synced with the variables of the app's profile
 */
export async function findOwnedByBoth(
  queries: Queries,
  okta: OktaSession,
  synced: readonly SyncedAttribute[],
): Promise<OwnedByBoth[]> {
  const mapping = await mappingOf(okta);
  if (!mapping) return [];
  const written = await writtenReferences(
    queries,
    synced.map(({ reference }) => reference),
  );
  return synced.flatMap(({ reference, variable }): OwnedByBoth[] => {
    const property = mapping.properties.get(variable);
    if (property?.pushStatus !== 'PUSH' || !written.has(reference)) return [];
    const { expression, pushStatus } = property;
    return [{ reference, appVariable: variable, expression, pushStatus }];
  });
}

/** What two owners mean, and what to do about it. */
export const ownedByBothDetail = ({ reference, expression }: OwnedByBoth): string =>
  `Okta pushes ${expression} to ${reference} with every change of a profile, and this connector has written it too: the later one stays. Give both the same source, as sync-from-okta does, or let one of them own it: unmap it in Okta, or map it on create only.`;
