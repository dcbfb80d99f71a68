import { ConnectorError } from '../errors/connector-error.ts';
import type { SyncUserInput, SyncUserOutput } from '../schema/types.ts';
import type { AskedPerson } from '../sync/find-person.ts';
import { syncUser } from '../sync/sync-user.ts';
import { defineAction } from './action.ts';

/** Whom the input names. @throws ConnectorError BODY_INVALID when it names nobody, or in two ways */
function personOf(action: string, { userName, oktaUserId }: SyncUserInput): AskedPerson {
  if (userName !== undefined && oktaUserId === undefined) return { userName };
  if (userName === undefined && oktaUserId !== undefined) return { oktaUserId };
  const path = userName === undefined ? '/userName' : '/oktaUserId';
  const message = userName === undefined ? 'is required where there is no oktaUserId' : 'excludes userName';
  throw new ConnectorError('BODY_INVALID', { action, problem: `${path} ${message}` }, [{ path, message }]);
}

/** Brings one person to what the policy and Okta say: what an event about them asks for. */
export default defineAction<SyncUserInput, SyncUserOutput>({
  name: 'sync-user',
  title: 'Sync User',
  description:
    'Reads one user in Okta now and brings their values in Omni to what the policy and Okta say, with the source of each.',
  group: 'Okta',
  scope: 'okta.setup',
  alsoNeeds: ['omni.values.write'],
  effect: 'write',
  omniRequests: 4,
  asksOkta: true,
  throws: [
    'OKTA_USER_NOT_FOUND',
    'OKTA_NAME_SHARED',
    'OKTA_ATTRIBUTE_NOT_SYNCED',
    'OKTA_ATTRIBUTE_CONFLICT',
    'OKTA_NOTHING_SYNCED',
    'POLICY_NO_SOURCE',
    'USER_NOT_FOUND',
    'USER_RENAMED',
    'USER_AMBIGUOUS',
    'USER_INACTIVE',
    'USER_BUSY',
    'OMNI_USER_REFUSED',
    'OMNI_WRITE_UNCERTAIN',
  ],
  accepted: ({ pollAfterSeconds }) => pollAfterSeconds > 0,
  run: (context, { dryRun = false, references, emptyValues, whenBusy, ...named }) =>
    syncUser(context, { person: personOf(context.action, named), references, emptyValues, dryRun, whenBusy }),
});
