import type { Scope } from '../actions/action.ts';
import type { Caller } from '../auth/caller.ts';
import { clientIdOfPerson } from '../auth/own-clients.ts';
import type { ConsoleSettings } from '../config/console.ts';
import type { SignedIn } from '../store/console-sessions.ts';

/** Somebody who is signed in and may look, at least. */
export interface Person extends SignedIn {
  readonly mayOperate: boolean;
}

const VIEW: readonly Scope[] = ['omni.attributes.read', 'omni.values.read'];
const OPERATE: readonly Scope[] = [...VIEW, 'omni.values.write', 'okta.setup', 'omni.jobs.manage'];

/** Those of a person's groups that the settings name. */
export const countedGroups = (
  { viewGroups, operateGroups }: ConsoleSettings,
  groups: readonly string[],
): readonly string[] => groups.filter((group) => viewGroups.includes(group) || operateGroups.includes(group));

/** What the groups of somebody let them do, by the settings of now; undefined: they may not come in. */
export function personOf(settings: ConsoleSettings, signedIn: SignedIn): Person | undefined {
  if (countedGroups(settings, signedIn.groups).length === 0) return undefined;
  return { ...signedIn, mayOperate: signedIn.groups.some((group) => settings.operateGroups.includes(group)) };
}

/** A person as actions, audit log and guards see them. */
export const callerOfPerson = ({ userName, subject, mayOperate }: Person): Caller => ({
  clientId: clientIdOfPerson(userName),
  subject,
  scopes: new Set(mayOperate ? OPERATE : VIEW),
  expiresAt: Number.POSITIVE_INFINITY,
  isPerson: true,
});
