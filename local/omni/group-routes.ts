import express, { type Request, type Router } from 'express';
import type { GroupMember, GroupOperation } from './bodies.ts';
import { checkBody } from './check-body.ts';
import type { OmniGroup } from './groups.ts';
import type { OmniInstance } from './instance.ts';
import { badRequest, notFound, OmniError } from './omni-error.ts';
import { route } from './route.ts';
import { readFilter, scimPage } from './scim-list.ts';

const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const MAX_NAME = 64;

type GroupParts = Pick<OmniGroup, 'displayName' | 'memberIds'>;

function groupResource({ users }: OmniInstance, { id, displayName, memberIds }: OmniGroup, { query }: Request) {
  const members = memberIds.map((value) => ({ display: users.byId(value)?.displayName ?? '', value }));
  return { schemas: [CORE_GROUP], id, displayName, ...(query.excludedAttributes === 'members' ? {} : { members }) };
}

function readMembers({ users }: OmniInstance, members: readonly GroupMember[]): string[] {
  const ids = members.map(({ value }) => value);
  if (!ids.every((id) => users.byId(id))) throw badRequest('members', 'Unknown member');
  return [...new Set(ids)];
}

function checkName({ groups }: OmniInstance, displayName: string, group?: OmniGroup): string {
  if (displayName === '' || displayName.length > MAX_NAME) throw badRequest('displayName', 'Invalid length');
  const holder = groups.byDisplayName(displayName);
  if (holder && holder !== group) throw new OmniError(409, 'Conflict: displayName: Already exists');
  return displayName;
}

/** https://docs.omni.co/api/user-groups/update-user-group - one operation on what the ones before it left */
function apply(instance: OmniInstance, before: GroupParts, { op, path, value }: GroupOperation): GroupParts {
  const removed = path?.match(/members\[value eq "(.{36})"\]/)?.[1];
  if (op.toLowerCase() === 'remove') return { ...before, memberIds: before.memberIds.filter((id) => id !== removed) };
  if (typeof value === 'string' && path === 'displayName') return { ...before, displayName: value };
  if (Array.isArray(value) && path === 'members') {
    const named = readMembers(instance, value);
    return { ...before, memberIds: op.toLowerCase() === 'add' ? [...new Set([...before.memberIds, ...named])] : named };
  }
  if (path === undefined && typeof value === 'object' && 'displayName' in value) {
    return { ...before, displayName: value.displayName };
  }
  throw badRequest('Operations', 'Invalid input');
}

function getGroup({ groups }: OmniInstance, { params }: Request): OmniGroup {
  const group = groups.byId(String(params.id));
  if (!group) throw notFound('Group');
  return group;
}

function store(instance: OmniInstance, group: OmniGroup, { displayName, memberIds }: GroupParts): OmniGroup {
  return Object.assign(group, { displayName: checkName(instance, displayName, group), memberIds });
}

/** `/api/scim/v2/Groups`: groups and their members. */
export function groupRoutes(instance: OmniInstance): Router {
  const router = express.Router();
  const { groups } = instance;

  route(router, '/', {
    get: (req, res) => {
      const found = groups.all.filter(readFilter<OmniGroup>(req.query.filter, { displayName: 'caseless' }));
      res.json(scimPage(found, req.query, 100, (group) => groupResource(instance, group, req)));
    },
    post: (req, res) => {
      const { displayName, members = [] } = checkBody('ScimGroupsCreateBody', req.body);
      const memberIds = readMembers(instance, members);
      const id = instance.uuid().slice(-8); // the end: an ordered source of uuids differs there
      const group: OmniGroup = { id, displayName: checkName(instance, displayName), memberIds };
      groups.add(group);
      res.status(201).json(groupResource(instance, group, req));
    },
  });

  route(router, '/:id', {
    get: (req, res) => void res.json(groupResource(instance, getGroup(instance, req), req)),
    put: (req, res) => {
      const group = getGroup(instance, req);
      const { displayName, members } = checkBody('ScimGroupsReplaceBody', req.body);
      const after = store(instance, group, { displayName, memberIds: readMembers(instance, members) });
      res.json(groupResource(instance, after, req));
    },
    patch: (req, res) => {
      const group = getGroup(instance, req);
      const { Operations } = checkBody('ScimGroupsPatchBody', req.body);
      const { displayName, memberIds } = group;
      const parts = Operations.reduce((before, one) => apply(instance, before, one), { displayName, memberIds });
      res.json(groupResource(instance, store(instance, group, parts), req));
    },
    delete: (req, res) => {
      groups.remove(getGroup(instance, req).id);
      res.sendStatus(204);
    },
  });
  return router;
}
