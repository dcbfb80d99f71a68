import { acceptValues } from './accept-values.ts';
import { USER_ATTRIBUTES } from './bodies.ts';
import { checkBody } from './check-body.ts';
import type { OmniInstance } from './instance.ts';
import { notFound, OmniError } from './omni-error.ts';
import type { StoredValues } from './stored-values.ts';
import { readPatch, type UserChange } from './user-patch.ts';
import type { OmniUser } from './users.ts';

const taken = () => new OmniError(409, 'Conflict: userName: Already exists');

interface Write extends Omit<UserChange, 'values'> {
  /** Accepted ones. */
  readonly values: StoredValues;
  /** The values of before that stay. */
  readonly kept: StoredValues;
}

/**
 * Stores a change.
 * https://docs.omni.co/docs/administration/saml/okta - activating a deactivated person makes a new user with a new id
 */
function write(
  instance: OmniInstance,
  user: OmniUser,
  { values, kept, userName = user.userName, ...parts }: Write,
): OmniUser {
  const { users, clock, delayMs } = instance;
  const holder = users.byUserName(userName);
  if (holder && holder !== user) throw taken();
  if (parts.active && !user.active) {
    instance.removeUser(user);
    const displayName = parts.displayName ?? user.displayName;
    return users.add({ id: instance.uuid(), userName, displayName, created: instance.timestamp(), values });
  }
  users.rename(user, userName);
  Object.assign(user, parts, { lastModified: instance.timestamp() });
  user.values.write({ ...kept, ...values }, clock.now(), delayMs);
  return user;
}

/**
 * https://docs.omni.co/api/users/create-user
 * @throws OmniError 400, 409
 */
export function createUser(instance: OmniInstance, sent: unknown): OmniUser {
  const body = checkBody('ScimUserCreateRequest', sent);
  const { users, switches } = instance;
  const holder = users.byUserName(body.userName);
  if (holder?.active) throw taken();
  if (switches.formerMember === '409' && users.isFormer(body.userName)) throw taken();
  const values = acceptValues(instance, body[USER_ATTRIBUTES] ?? {});
  if (holder) instance.removeUser(holder);
  const { userName, displayName } = body;
  return users.add({ id: instance.uuid(), userName, displayName, created: instance.timestamp(), values });
}

/** https://docs.omni.co/api/users/replace-user - resets what is left out; older docs: merges, and keeps `userName` */
export function putUser(instance: OmniInstance, user: OmniUser, sent: unknown): OmniUser {
  const body = checkBody('ScimUserPutRequest', sent);
  const values = acceptValues(instance, body[USER_ATTRIBUTES] ?? {});
  const { userName, displayName, active } = body;
  if (instance.switches.userPut === 'reset') {
    const parts = { userName, displayName: displayName ?? userName, active: active ?? true };
    return write(instance, user, { ...parts, values, kept: {} });
  }
  return write(instance, user, {
    ...(displayName === undefined ? {} : { displayName }),
    ...(active === undefined ? {} : { active }),
    values,
    kept: user.values.current,
  });
}

/** https://docs.omni.co/api/users/update-user - all operations or none */
export function patchUser(instance: OmniInstance, user: OmniUser, sent: unknown): OmniUser {
  const { patchInactive } = instance.switches;
  if (!user.active && patchInactive === '404') throw notFound('User');
  if (!user.active && patchInactive === '400') throw new OmniError(400, 'Bad Request: id: The user is not active');
  const change = readPatch(instance, user.values.current, sent);
  const values = acceptValues(instance, change.values);
  return write(instance, user, { ...change, values, kept: user.values.current });
}
