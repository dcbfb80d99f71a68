import { USER_ATTRIBUTES } from './bodies.ts';
import type { OmniInstance } from './instance.ts';
import { showValues } from './show-values.ts';
import type { OmniUser } from './users.ts';

export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** A user as SCIM shows it, with or without the attribute object. https://docs.omni.co/api/users/list-users */
export function userResource(instance: OmniInstance, user: OmniUser, withValues: boolean) {
  const { id, userName, displayName, active, created, lastModified } = user;
  return {
    schemas: withValues ? [CORE_USER, USER_ATTRIBUTES] : [CORE_USER],
    id,
    userName,
    displayName,
    active,
    emails: [{ primary: true, value: userName }],
    groups: instance.groups.ofMember(id).map((group) => ({ display: group.displayName, value: group.id })),
    meta: { resourceType: 'User', created, lastModified },
    'urn:omni:params:scim:schemas:extension:user:2.0': { lastLogin: null },
    ...(withValues ? { [USER_ATTRIBUTES]: showValues(instance, user) } : {}),
  };
}
