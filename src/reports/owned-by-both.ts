import type { OktaMapping } from '../okta/mappings.ts';
import { readsGroups } from '../okta/omni-app-attributes.ts';
import { writtenReferences } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import type { SyncedAttribute } from '../sync/sync-options.ts';
import type { OwnedByBoth } from './report-state.ts';

/**
 * The references that have two owners: the Omni app in Okta pushes them with each change of a profile, and this
 * connector has written them as well.
 *
 * @param synced with the variables of the app's profile
 */
export async function findOwnedByBoth(
  queries: Queries,
  mapping: OktaMapping,
  synced: readonly SyncedAttribute[],
): Promise<OwnedByBoth[]> {
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

/**
 * The references whose value in Okta may be old: their mapping asks for group memberships, and Okta does not compute it
 * again when these change. The app profile and Omni may then agree on what is wrong.
 */
export const findStale = ({ properties }: OktaMapping, synced: readonly SyncedAttribute[]): string[] =>
  synced
    .filter(({ variable }) => readsGroups(properties.get(variable)?.expression ?? ''))
    .map(({ reference }) => reference);

/** What two owners mean, and what to do about it. */
export const ownedByBothDetail = ({ reference, expression }: OwnedByBoth): string =>
  `Okta pushes ${expression} to ${reference} with every change of a profile, and this connector has written it too: the later one stays. Give both the same source, as sync-from-okta does, or let one of them own it: unmap it in Okta, or map it on create only.`;
