import type { OrgGroup } from './groups.ts';
import { IDS } from './ids.ts';
import type { EventTarget } from './log-event.ts';
import type { OrgUser } from './users.ts';

const nameOf = ({ profile }: OrgUser): string => `${profile.firstName ?? ''} ${profile.lastName ?? ''}`.trim();

export const userTarget = (user: OrgUser): EventTarget => ({
  type: 'User',
  id: user.id,
  alternateId: String(user.profile.login),
  displayName: nameOf(user),
});

export const groupTarget = ({ id, name }: OrgGroup): EventTarget => ({
  type: 'UserGroup',
  id,
  alternateId: 'unknown',
  displayName: name,
});

export const appTarget: EventTarget = { type: 'AppInstance', id: IDS.app, alternateId: 'Omni', displayName: 'Omni' };

/** The assignment of a user, which has an id of its own, and the app. */
export const appTargets = (user: OrgUser): EventTarget[] => [
  { ...userTarget(user), type: 'AppUser', id: user.id.replace(/^00u/, '0ua') },
  appTarget,
];

/** What Okta calls the event that leads to a status. */
const STATUS_EVENTS: Readonly<Record<string, string>> = {
  ACTIVE: 'user.lifecycle.activate',
  SUSPENDED: 'user.lifecycle.suspend',
  DEPROVISIONED: 'user.lifecycle.deactivate',
};

export const statusEvent = (status: string): string => STATUS_EVENTS[status] ?? 'user.lifecycle.activate';
