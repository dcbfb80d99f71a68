import type { Request } from 'express';
import type { AttributeDefinition } from './attributes.ts';
import { checkBody } from './check-body.ts';
import type { OmniInstance } from './instance.ts';
import { badRequest, notFound } from './omni-error.ts';

interface Owner {
  readonly userId?: unknown;
  readonly groupId?: unknown;
}

/** The membership id or group id that is named; exactly one of the two. */
function ownerId({ users, groups }: OmniInstance, { userId, groupId }: Owner): string {
  if ((userId === undefined) === (groupId === undefined)) throw badRequest('user_id', 'Exactly one of user and group');
  const owner = userId === undefined ? groups.byId(String(groupId)) : users.byId(String(userId));
  if (!owner) throw notFound(userId === undefined ? 'Group' : 'User');
  return owner.id;
}

/** https://docs.omni.co/api/user-attributes/retrieve-switchable-values-for-a-user-or-group */
export function getSelectableValues(instance: OmniInstance, { id }: AttributeDefinition, query: Request['query']) {
  const owner = ownerId(instance, query);
  const stored = instance.selectableValues.get(id)?.get(owner) ?? { values: [], allow_any_value: false };
  return { user_attribute_id: id, ...stored };
}

/** https://docs.omni.co/api/user-attributes/set-switchable-values-for-a-user-or-group */
export function putSelectableValues(instance: OmniInstance, { id }: AttributeDefinition, sent: unknown) {
  const body = checkBody('SelectableValuesBody', sent);
  const owner = ownerId(instance, { userId: body.user_id, groupId: body.group_id });
  const stored = { values: body.values, allow_any_value: body.allow_any_value ?? false };
  const byOwner = instance.selectableValues.get(id) ?? new Map();
  instance.selectableValues.set(id, byOwner.set(owner, stored));
  return { user_attribute_id: id, ...stored };
}
