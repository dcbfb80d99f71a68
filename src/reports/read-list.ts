import { shownValues } from '../apply/read-back.ts';
import type { UserPage } from '../omni/scim.ts';
import { heldValues } from '../push/coverage.ts';
import {
  type CollectedOmniUser,
  countJobOmniUsers,
  forgetJobOmniUsers,
  saveJobOmniUsers,
} from '../store/job-omni-users.ts';
import { rememberOmniUsers } from '../store/omni-users.ts';
import { readVerifiedValuesOfUsers } from '../store/verified-values.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

/** A list that shifts under our hands may skip somebody between two pages, so it is read again, this often in all. */
const MAX_PASSES = 3;

/** Where the reading of the list stands. */
interface ListPlace {
  readonly pass: number;
  readonly startIndex: number;
  /** What the first page of this pass gave as the length of the list; null before it. */
  readonly total: number | null;
  /** The length has changed since. */
  readonly shifted: boolean;
  /** The last page is read. */
  readonly isEnd: boolean;
}

const beginning = (pass: number): ListPlace => ({ pass, startIndex: 1, total: null, shifted: false, isEnd: false });

async function collected({ job, attributes, facts }: ReportWork, page: UserPage): Promise<CollectedOmniUser[]> {
  const users = [...new Map(page.users.map((user) => [user.id, user])).values()];
  const ids = users.map(({ id }) => id);
  const verified = await readVerifiedValuesOfUsers(job.services.database, ids);
  return users.map((user) => {
    const held = [...(verified.get(user.id) ?? [])].map(([reference, { value }]) => [reference, value] as const);
    const shown = shownValues(user, attributes);
    return {
      omniUserId: user.id,
      userName: user.userName,
      active: user.active,
      held: shown ? heldValues(shown, new Map(held), facts.references, attributes) : null,
    };
  });
}

/** Begins another pass when the list has shifted during this one, and goes on to what the pages left out otherwise. */
async function endPass({ job, facts }: ReportWork, { pass, total, shifted }: ListPlace): Promise<StepEnd> {
  const { push, services } = job;
  const { active, inactive, unread } = await countJobOmniUsers(services.database, push.id);
  const isWhole = !shifted && active + inactive >= (total ?? 0);
  if (isWhole || pass >= MAX_PASSES) return { stage: 'read', place: '', facts: { ...facts, unreadCount: unread } };
  const place = JSON.stringify(beginning(pass + 1));
  return { stage: 'list', place, facts, save: (queries) => forgetJobOmniUsers(queries, push.id) };
}

/** Reads one page of Omni's users. What a page shows of them is the truth; whose values it leaves out are read by id. */
export async function readList(work: ReportWork): Promise<StepEnd> {
  const { job, place, facts } = work;
  const at: ListPlace = place === '' ? beginning(1) : JSON.parse(place);
  if (at.isEnd) return await endPass(work, at);
  const page = await job.ask(({ omni }) => omni.userPage(at.startIndex));
  const users = await collected(work, page);
  const total = at.total ?? page.totalResults;
  const startIndex = at.startIndex + page.users.length;
  const next: ListPlace = {
    pass: at.pass,
    startIndex,
    total,
    shifted: at.shifted || total !== page.totalResults,
    isEnd: page.users.length === 0 || startIndex > page.totalResults,
  };
  return {
    stage: 'list',
    place: JSON.stringify(next),
    facts,
    async save(queries) {
      await saveJobOmniUsers(queries, job.push.id, users);
      const active = users.filter((user) => user.active);
      await rememberOmniUsers(queries, active);
    },
  };
}
