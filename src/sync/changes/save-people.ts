import type { Job } from '../../jobs/job.ts';
import { isAssigned, type OktaAppUser } from '../../okta/app-users.ts';
import { advanceCollecting } from '../../store/job-progress.ts';
import { type DueHint, settleHints } from '../../store/okta-hints.ts';
import { assignedNames, saveOktaUsers } from '../../store/okta-users.ts';
import { insertPushRows, type NewPushRow } from '../../store/push-rows.ts';
import { askedValues, collectedUser } from '../okta-values.ts';
import type { SyncJobOptions } from '../sync-options.ts';
import { type ChangesPlace, textOf } from './changes-place.ts';

/** Somebody who was told of, as Okta shows them. */
export interface ReadPerson {
  readonly hint: DueHint;
  /** Undefined: the Omni app has no such user. */
  readonly user: OktaAppUser | undefined;
  /** When the reading began, ms epoch: the time of what is asked for them. */
  readonly readAt: number;
}

type Names = ReadonlyMap<string, string>;

/** What is asked for somebody whom Okta no longer assigns; nothing for who never was. */
function leftoverRow({ hint, readAt }: ReadPerson, names: Names, { sync }: SyncJobOptions) {
  const userName = names.get(hint.id);
  if (userName === undefined || !sync.clearLeftovers) return undefined;
  const values = Object.fromEntries(sync.attributes.map(({ reference }) => [reference, null]));
  return { userName, values, leftover: true, wishedAt: readAt };
}

/** What is asked for a person, by what Okta holds; undefined: nothing. */
function rowOf(person: ReadPerson, names: Names, options: SyncJobOptions): Omit<NewPushRow, 'index'> | undefined {
  const { user, readAt } = person;
  if (!user || !isAssigned(user)) return leftoverRow(person, names, options);
  const values = askedValues(collectedUser(user, options.sync), options.sync);
  return values && { userName: user.userName, values, wishedAt: readAt };
}

/**
 * Keeps people who were read, the rows that they give, and where the collection goes on, all or nothing.
 *
 * @returns false when the job is no longer this worker's
 */
export function savePeople(
  { services, record, options }: Job<SyncJobOptions>,
  people: readonly ReadPerson[],
  step: { readonly from: ChangesPlace | undefined; readonly to: ChangesPlace },
): Promise<boolean> {
  return services.database.transaction(async (queries) => {
    const gone = people.filter(({ user }) => !user || !isAssigned(user)).map(({ hint }) => hint.id);
    const names = await assignedNames(queries, gone);
    const asked = people.map((person) => ({ hint: person.hint, row: rowOf(person, names, options) }));
    const rows = asked.flatMap(({ row }) => row ?? []);
    const texts = { from: textOf(step.from), to: textOf(step.to), rows: rows.length };
    const total = await advanceCollecting(queries, record.id, texts);
    if (total === undefined) return false;
    const users = people.flatMap(({ user }) => (user ? [collectedUser(user, options.sync)] : []));
    await saveOktaUsers(queries, record.id, users);
    const numbered = rows.map((row, at) => ({ ...row, index: total + at }));
    await insertPushRows(queries, record.id, numbered);
    await settleHints(
      queries,
      record.id,
      asked.map(({ hint: { id, noted }, row }) => ({ id, noted, hasRow: row !== undefined })),
    );
    return true;
  });
}
