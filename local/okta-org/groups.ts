import { isDeepStrictEqual } from 'node:util';
import { oktaId } from './ids.ts';
import { own } from './json-object.ts';
import type { Mapping } from './mapping.ts';
import type { Profile } from './profile.ts';
import type { Properties } from './profile-schema.ts';

/** The assignment of a group to the app. */
export interface GroupAssignment {
  readonly group: string;
  /** 0 is the highest. */
  readonly priority: number;
  /** What its members get in the app's profile. */
  readonly profile: Profile;
}

export interface Assignments {
  readonly all: readonly GroupAssignment[];
  readonly counting: readonly GroupAssignment[];
}

/** A group of the org; names need not be unique. */
export interface OrgGroup {
  readonly id: string;
  name: string;
  readonly members: Set<string>;
  readonly created: number;
  lastMembershipUpdated: number;
}

/** The groups of the org, and which of them are assigned to the app. */
export class OrgGroups {
  readonly #groups: OrgGroup[] = [];
  #assignments: readonly GroupAssignment[] = [];
  #nextGroup = 1;

  /** In the order of their ids. */
  get all(): readonly OrgGroup[] {
    return this.#groups;
  }

  get(id: string): OrgGroup | undefined {
    return this.#groups.find((group) => group.id === id);
  }

  /** The first of this name. */
  named(name: string): OrgGroup | undefined {
    return this.#groups.find((group) => group.name === name);
  }

  /** The groups that a user is a member of. */
  ofMember(userId: string): readonly OrgGroup[] {
    return this.#groups.filter(({ members }) => members.has(userId));
  }

  /** The names of the groups that a user is a member of. */
  of(userId: string): ReadonlySet<string> {
    return new Set(this.ofMember(userId).map(({ name }) => name));
  }

  /** Makes a group, also where there is one of that name. */
  make(name: string, now: number): OrgGroup {
    const id = oktaId('00g', this.#nextGroup);
    const group = { id, name, members: new Set<string>(), created: now, lastMembershipUpdated: now };
    this.#groups.push(group);
    this.#nextGroup += 1;
    return group;
  }

  delete(group: OrgGroup): void {
    this.#groups.splice(this.#groups.indexOf(group), 1);
  }

  assign(assignment: GroupAssignment): void {
    const others = this.#assignments.filter(({ group }) => group !== assignment.group);
    this.#assignments = [...others, assignment].sort((one, other) => one.priority - other.priority);
  }

  /** Every assignment to the app, and those that count for a user; the highest priority first. */
  assignmentsFor(userId: string): Assignments {
    const names = this.of(userId);
    return { all: this.#assignments, counting: this.#assignments.filter(({ group }) => names.has(group)) };
  }
}

/**
 * One attribute: of the group with the highest priority, or the values of all of them where the attribute joins them.
 */
function grantedValue(name: string, property: Properties[string], assignments: readonly GroupAssignment[]): unknown {
  const values = assignments.map(({ profile }) => own(profile, name)).filter((value) => value !== undefined);
  return property?.union === 'ENABLE' && property.type === 'array' ? [...new Set(values.flat())] : values[0];
}

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

/**
 * The app profile of somebody who is assigned by groups, with what these give. An attribute that is mapped gets nothing
 * from a group, nor does one of the scope SELF. The same object when nothing changes.
 */
export function grantedProfile(
  before: Profile,
  { all, counting }: Assignments,
  properties: Properties,
  mapping: Mapping,
): Profile {
  const given = new Set(all.flatMap(({ profile }) => Object.keys(profile)));
  const open = Object.entries(properties).filter(
    ([name, { scope }]) => given.has(name) && scope !== 'SELF' && !own(mapping, name),
  );
  const granted = open.map(([name, property]) => [name, grantedValue(name, property, counting)] as const);
  const merged = { ...before, ...Object.fromEntries(granted) };
  const after = Object.fromEntries(Object.entries(merged).filter(([, value]) => !isEmpty(value)));
  return isDeepStrictEqual(after, before) ? before : after;
}
