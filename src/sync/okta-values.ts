import { isAssigned, type OktaAppUser } from '../okta/app-users.ts';
import type { KnownGroups } from '../policy/group-values.ts';
import { oktaVariable, type WantedValue, wantedValues } from '../policy/wanted-values.ts';
import type { PolicyWant } from '../push/drift.ts';
import type { CollectedOktaUser } from '../store/okta-users.ts';
import { type SyncOptions, type SyncSources, sourcesOf } from './sync-options.ts';

/** What is wanted for one user of the Omni app, and why. */
export const wantsOf = ({ profile, user }: OktaAppUser, sync: SyncSources, groups: KnownGroups): WantedValue[] =>
  wantedValues(sourcesOf(sync), { user: user?.profile ?? {}, app: profile, groups });

/** What there is to compare Omni with: null for nothing; nothing at all for what is left alone. */
const comparable = ({ reference, want }: WantedValue): (readonly [string, unknown])[] => {
  if (want.kind === 'set') return [[reference, want.value]];
  return want.kind === 'empty' ? [[reference, null]] : [];
};

const reasonOf = ({ reference, want: { kind }, detail }: WantedValue): readonly [string, PolicyWant] => [
  reference,
  { kind, detail },
];

/** One user with what is wanted for them, as a job keeps it. */
export function collectedUser(user: OktaAppUser, sync: SyncOptions, wants: readonly WantedValue[]): CollectedOktaUser {
  const readsProfile = sourcesOf(sync).some(
    ({ value: { okta } }) => okta !== undefined && oktaVariable(okta).profile === 'user',
  );
  const changedAt = readsProfile ? (user.user?.lastUpdated ?? user.lastUpdated) : user.lastUpdated;
  return {
    oktaUserId: user.id,
    userName: user.userName,
    externalId: user.externalId,
    assigned: isAssigned(user),
    status: user.status,
    syncState: user.syncState,
    changedAt: Math.max(changedAt, user.lastUpdated),
    values: Object.fromEntries(wants.flatMap(comparable)),
    wants: sync.policy ? Object.fromEntries(wants.map(reasonOf)) : {},
  };
}

/** Whether a sync is about a user at all. */
export const isAsked = (
  { assigned, changedAt }: Pick<CollectedOktaUser, 'assigned' | 'changedAt'>,
  { changedSince }: Pick<SyncOptions, 'changedSince'>,
): boolean => assigned && (changedSince === null || changedAt >= changedSince);

/** What is to be written for one user, by reference: null clears. */
export function askedValues(
  wants: readonly WantedValue[],
  emptyValues: SyncOptions['emptyValues'],
): Readonly<Record<string, unknown>> {
  const asked = wants.flatMap(({ reference, want }): (readonly [string, unknown])[] => {
    if (want.kind === 'set') return [[reference, want.value]];
    return want.kind === 'empty' && emptyValues === 'clear' ? [[reference, null]] : [];
  });
  return Object.fromEntries(asked);
}
