import { isAssigned, type OktaAppUser } from '../okta/app-users.ts';
import type { CollectedOktaUser } from '../store/okta-users.ts';
import type { SyncOptions } from './sync-options.ts';

/** What one user holds in the profile that the values come from, by reference; what Okta does not show is null. */
export function collectedUser(user: OktaAppUser, { source, attributes }: SyncOptions): CollectedOktaUser {
  const profile = (source === 'okta-profile' ? user.user?.profile : user.profile) ?? {};
  const values = attributes.map(({ reference, variable }) => [reference, profile[variable] ?? null] as const);
  const changedAt = source === 'okta-profile' ? (user.user?.lastUpdated ?? user.lastUpdated) : user.lastUpdated;
  return {
    oktaUserId: user.id,
    userName: user.userName,
    externalId: user.externalId,
    assigned: isAssigned(user),
    status: user.status,
    syncState: user.syncState,
    changedAt: Math.max(changedAt, user.lastUpdated),
    values: Object.fromEntries(values),
  };
}

/** Okta has no word for "no value": null, an empty text and an empty list all mean it. */
const isEmptyInOkta = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What a sync asks for one user, by reference; undefined when there is nothing to ask. */
export function askedValues(
  user: CollectedOktaUser,
  { emptyValues, changedSince }: SyncOptions,
): Readonly<Record<string, unknown>> | undefined {
  if (!user.assigned || (changedSince !== null && user.changedAt < changedSince)) return undefined;
  const asked = Object.entries(user.values).flatMap(([reference, value]) => {
    if (!isEmptyInOkta(value)) return [[reference, value] as const];
    return emptyValues === 'clear' ? [[reference, null] as const] : [];
  });
  return asked.length === 0 ? undefined : Object.fromEntries(asked);
}
