import { shownValues } from '../apply/read-back.ts';
import type { Job } from '../jobs/job.ts';
import type { UserPage } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import { heldValues } from '../push/coverage.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from '../store/database.ts';
import {
  type CollectedOmniUser,
  countJobOmniUsers,
  listUsersNamed,
  saveJobOmniUsers,
} from '../store/job-omni-users.ts';
import { rememberOmniUsers } from '../store/omni-users.ts';
import { heldOf, readUserValues } from '../store/user-values.ts';
import { wishNow } from '../store/wish-clock.ts';

/**
 * Where the reading of Omni's user list stands; kept with the job, so that a list is read on by whoever has the turn.
 */
export interface ListPlace {
  readonly startIndex: number;
  /** What the first page gave as the length of the list; null before it. */
  readonly total: number | null;
  /** The length has changed since: somebody may have slipped from one page to another unseen. */
  readonly shifted: boolean;
  /** The last page is read. */
  readonly isEnd: boolean;
}

export const LIST_BEGINNING: ListPlace = { startIndex: 1, total: null, shifted: false, isEnd: false };

/** A page that was read, and what keeps it. */
export interface ListPage {
  readonly place: ListPlace;
  save(queries: Queries): Promise<void>;
}

async function collected(
  { services }: Pick<Job<unknown>, 'services'>,
  page: UserPage,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
  seenAt: number,
): Promise<CollectedOmniUser[]> {
  const users = [...new Map(page.users.map((user) => [user.id, user])).values()];
  const ids = users.map(({ id }) => id);
  const known = await readUserValues(services.database, ids);
  return users.map((user) => {
    const remembered = heldOf(known.get(user.id) ?? new Map());
    const shown = shownValues(user, attributes);
    return {
      omniUserId: user.id,
      userName: user.userName,
      active: user.active,
      held: shown ? heldValues(shown, remembered, references, attributes) : null,
      seenAt,
    };
  });
}

/**
 * Reads one page of Omni's users for a job. What a page shows of them is the truth; of those whose values it leaves out
 * nothing is kept but the name.
 *
 * @param references the values that the job is about
 */
export async function readListPage(
  job: Pick<Job<unknown>, 'ask' | 'services' | 'record'>,
  at: ListPlace,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<ListPage> {
  const seenAt = await wishNow(job.services.database);
  const page = await job.ask(({ omni }) => omni.userPage(at.startIndex));
  const users = await collected(job, page, references, attributes, seenAt);
  const total = at.total ?? page.totalResults;
  const startIndex = at.startIndex + page.users.length;
  return {
    place: {
      startIndex,
      total,
      shifted: at.shifted || total !== page.totalResults,
      isEnd: page.users.length === 0 || startIndex > page.totalResults,
    },
    async save(queries) {
      await saveJobOmniUsers(queries, job.record.id, users);
      // Also those of earlier pages: a name that is borne twice means nobody.
      const keys = users.map(({ userName }) => userNameKey(userName));
      const bearers = await listUsersNamed(queries, job.record.id, keys);
      await rememberOmniUsers(
        queries,
        bearers.filter(({ active }) => active),
      );
    },
  };
}

/** Whether a list that was read to its end has shown everybody. */
export async function isWholeList(queries: Queries, jobId: string, { total, shifted }: ListPlace): Promise<boolean> {
  const { active, inactive } = await countJobOmniUsers(queries, jobId);
  return !shifted && active + inactive >= (total ?? 0);
}
