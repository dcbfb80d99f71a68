import { Pages } from './pages.ts';
import type { OktaRequest, Requester } from './requester.ts';
import { listOf, objectOf, pathSegment, textOf, timeOf } from './shape.ts';

/** A group of the org. Names need not be unique. */
export interface OktaGroup {
  readonly id: string;
  readonly name: string;
  /** When somebody last joined or left, ms epoch. */
  readonly membersChangedAt: number;
}

/** Groups by their names; an empty beginning is that of all of them. */
export type GroupsNamed = { readonly name: string } | { readonly beginning: string };

export interface OktaMemberPage {
  /** Ids of Okta users. */
  readonly userIds: readonly string[];
  /** Pass it back for the next page; undefined at the end. */
  readonly next: string | undefined;
}

const GROUPS = '/api/v1/groups';
const LIMIT = '200'; // Okta's advice for groups and for members

function readGroup(json: unknown): OktaGroup {
  const { id, profile, lastMembershipUpdated } = objectOf(json, 'a group');
  return {
    id: textOf(id, "a group's id"),
    name: textOf(objectOf(profile, "a group's profile").name, "a group's name"),
    membersChangedAt: timeOf(lastMembershipUpdated, "a group's lastMembershipUpdated"),
  };
}

/** A text in a search is quoted as in JSON: https://developer.okta.com/docs/api/#filter */
const termOf = (named: GroupsNamed): string =>
  'name' in named
    ? `profile.name eq ${JSON.stringify(named.name)}`
    : `profile.name sw ${JSON.stringify(named.beginning)}`;

const isEverything = (named: GroupsNamed): boolean => 'beginning' in named && named.beginning === '';

/** One search for groups that are named in any of these ways. */
const searchFor = (named: readonly GroupsNamed[]): { readonly search?: string } =>
  named.some(isEverything) ? {} : { search: named.map(termOf).join(' or ') };

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/ */
export class GroupCalls {
  readonly #request: Requester;
  readonly #orgUrl: string;

  constructor(request: Requester, orgUrl: string) {
    this.#request = request;
    this.#orgUrl = orgUrl;
  }

  /**
   * What Okta finds by any of these names, which may show a change late: `search` is eventually consistent.
   *
   * @param named at least one
   */
  find(named: readonly GroupsNamed[], deadline: number): Promise<OktaGroup[]> {
    const calls = { path: GROUPS, bucket: GROUPS, scope: 'okta.groups.read' } as const;
    return this.#all(calls, { ...searchFor(named), limit: LIMIT }, deadline);
  }

  /** The group with this id; undefined: there is none. */
  async get(groupId: string, deadline: number): Promise<OktaGroup | undefined> {
    const path = `${GROUPS}/${pathSegment(groupId)}`;
    const answer = await this.#get({ path, bucket: `${GROUPS}/{id}`, scope: 'okta.groups.read' }, deadline);
    return answer.status === 404 ? undefined : readGroup(answer.json);
  }

  /** The groups of a user; none when there is no such user. */
  ofUser(userId: string, deadline: number): Promise<OktaGroup[]> {
    const path = `/api/v1/users/${pathSegment(userId)}/groups`;
    return this.#all({ path, bucket: '/api/v1/users/{id}/groups', scope: 'okta.users.read' }, {}, deadline);
  }

  /** @param next of the page before; left out for the first. @returns undefined when there is no such group */
  async memberPage(groupId: string, next: string | undefined, deadline: number): Promise<OktaMemberPage | undefined> {
    const path = `${GROUPS}/${pathSegment(groupId)}/users`;
    const pages = new Pages(this.#orgUrl, path);
    const calls = { bucket: `${GROUPS}/{id}/users`, scope: 'okta.groups.read' } as const;
    const answer = await this.#get({ ...calls, ...pages.place(next, { limit: LIMIT }) }, deadline);
    if (answer.status === 404) return undefined;
    const userIds = listOf(answer.json, 'the list of members').map((one) =>
      textOf(objectOf(one, 'a member').id, "a member's id"),
    );
    return { userIds, next: pages.next(answer, next) };
  }

  /** Every page of a list of groups; Okta may link to further ones also where it describes none. */
  async #all(
    calls: Pick<OktaRequest, 'path' | 'bucket' | 'scope'>,
    query: Readonly<Record<string, string>>,
    deadline: number,
  ): Promise<OktaGroup[]> {
    const pages = new Pages(this.#orgUrl, calls.path);
    const groups: OktaGroup[] = [];
    for (let next: string | undefined; ; ) {
      const answer = await this.#get({ ...calls, ...pages.place(next, query) }, deadline);
      if (answer.status === 404) return [];
      groups.push(...listOf(answer.json, 'the list of groups').map(readGroup));
      next = pages.next(answer, next);
      if (next === undefined) return groups;
    }
  }

  #get(place: Pick<OktaRequest, 'path' | 'query' | 'bucket' | 'scope'>, deadline: number) {
    return this.#request({ ...place, method: 'GET', mayBeMissing: true, profile: [] }, deadline);
  }
}
