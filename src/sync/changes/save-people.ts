import type { Job } from '../../jobs/job.ts';
import { isAssigned, type OktaAppUser } from '../../okta/app-users.ts';
import type { WantedValue } from '../../policy/wanted-values.ts';
import type { Attribute } from '../../push/attribute.ts';
import { isWritable } from '../../push/fitting-values.ts';
import { advanceCollecting } from '../../store/job-progress.ts';
import { readJob } from '../../store/jobs.ts';
import { type DueHint, settleHints, tellAgain } from '../../store/okta-hints.ts';
import { assignedNames, saveOktaUsers } from '../../store/okta-users.ts';
import { insertPushRows, type NewPushRow } from '../../store/push-rows.ts';
import { forgetSharedNames, type NameBearer } from '../../store/shared-names.ts';
import { collectedOf, countLeftAlone } from '../collected.ts';
import { collectedUser, wantsOf } from '../okta-values.ts';
import type { PersonGroups } from '../person-groups.ts';
import type { SyncJobOptions } from '../sync-options.ts';
import { syncRows } from '../sync-rows.ts';
import { type ChangesPlace, textOf } from './changes-place.ts';

/** Somebody who was told of, as Okta shows them. */
export interface ReadPerson {
  readonly hint: DueHint;
  /** Undefined: the Omni app has no such user. */
  readonly user: OktaAppUser | undefined;
  readonly groups: PersonGroups;
  /** Before the first of the reads that it took, ms epoch: the time of what is asked for them. */
  readonly readAt: number;
}

/** What a step of the collection has found. */
export interface CollectedStep {
  readonly from: ChangesPlace | undefined;
  readonly to: ChangesPlace;
  readonly people: readonly ReadPerson[];
  /** Others whom Okta assigns by one of their names. */
  readonly namesakes: readonly OktaAppUser[];
  /** Requests that it has sent to Okta. */
  readonly oktaRequests: number;
  readonly groupsLeftOut?: number;
}

interface Asked {
  readonly hint: DueHint;
  readonly rows: readonly Omit<NewPushRow, 'index'>[];
  readonly wants: readonly WantedValue[];
  readonly unfitCount: number;
}

type Attributes = ReadonlyMap<string, Attribute>;

const bearerOf = ({ hint: { id }, user }: ReadPerson): NameBearer => ({
  id,
  userName: user && isAssigned(user) ? user.userName : '',
});

/** What is asked for somebody whom Okta no longer assigns; nothing for who never was. */
function leftover({ hint, readAt }: ReadPerson, userName: string | undefined, clears: readonly string[]): Asked {
  const values = Object.fromEntries(clears.map((reference) => [reference, null]));
  const isCleared = userName !== undefined && clears.length > 0;
  const rows = isCleared ? [{ userName, values, leftover: true, wishedAt: readAt }] : [];
  return { hint, rows, wants: [], unfitCount: 0 };
}

/** What is asked for somebody whom Okta assigns, as a sync does. */
function asked(
  { hint, groups, readAt }: ReadPerson,
  user: OktaAppUser,
  { sync }: SyncJobOptions,
  all: Attributes,
): Asked {
  const wants = wantsOf(user, sync, groups);
  const { rows, unfitCount } = syncRows([{ user: collectedUser(user, sync, wants), wants }], sync, all);
  return { hint, rows: rows.map((row) => ({ ...row, wishedAt: readAt })), wants, unfitCount };
}

/**
 * Keeps people who were read, the rows that they give, and where the collection goes on, all or nothing.
 *
 * @param attributes the definitions
 * @returns false when the job is no longer this worker's
 */
export function savePeople(
  { services, record, options }: Job<SyncJobOptions>,
  { from, to, people, namesakes, oktaRequests, groupsLeftOut = 0 }: CollectedStep,
  attributes: Attributes,
): Promise<boolean> {
  const { sync } = options;
  const references = sync.attributes.map(({ reference }) => reference).filter((one) => isWritable(attributes, one));
  const clears = sync.clearLeftovers ? references : [];
  return services.database.transaction(async (queries) => {
    const gone = people.filter(({ user }) => !user || !isAssigned(user)).map(({ hint }) => hint.id);
    const names = await assignedNames(queries, gone);
    const found = people.map((person) => {
      const { user, hint } = person;
      return user && isAssigned(user)
        ? asked(person, user, options, attributes)
        : leftover(person, names.get(hint.id), clears);
    });
    const rows = found.flatMap((one) => one.rows);
    const before = collectedOf((await readJob(queries, record.id)) ?? record);
    const collected = {
      ...before,
      unreadable: { ...before.unreadable, ...Object.fromEntries(people.flatMap(({ groups }) => [...groups.reasons])) },
      leftAlone: countLeftAlone(
        before.leftAlone,
        found.flatMap(({ wants }) => wants),
      ),
      unfitCount: found.reduce((sum, { unfitCount }) => sum + unfitCount, before.unfitCount),
      groupsLeftOut: before.groupsLeftOut + groupsLeftOut,
      oktaRequests: before.oktaRequests + oktaRequests,
    };
    const step = { from: textOf(from), to: textOf(to), rows: rows.length, collected };
    const total = await advanceCollecting(queries, record.id, step);
    if (total === undefined) return false;
    const users = people.flatMap(({ user, groups }) =>
      user ? [collectedUser(user, sync, wantsOf(user, sync, groups))] : [],
    );
    await saveOktaUsers(queries, record.id, [...users, ...namesakes.map((user) => collectedUser(user, sync, []))]);
    await tellAgain(queries, await forgetSharedNames(queries, people.map(bearerOf)));
    const numbered = rows.map((row, at) => ({ ...row, index: total + at }));
    await insertPushRows(queries, record.id, numbered);
    const settled = found.map(({ hint: { id, noted }, rows: own }) => ({ id, noted, hasRow: own.length > 0 }));
    await settleHints(queries, record.id, settled);
    return true;
  });
}
