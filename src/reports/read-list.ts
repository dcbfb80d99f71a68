import { isWholeList, LIST_BEGINNING, type ListPlace, readListPage } from '../pushes/omni-list.ts';
import { countJobOmniUsers, forgetJobOmniUsers } from '../store/job-omni-users.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

/** A list that shifts under our hands may skip somebody between two pages, so it is read again, this often in all. */
const MAX_PASSES = 3;

/** Where the reading of the list stands. */
interface PassPlace extends ListPlace {
  readonly pass: number;
}

const beginning = (pass: number): PassPlace => ({ ...LIST_BEGINNING, pass });

/** Begins another pass when the list has shifted during this one, and goes on to what the pages left out otherwise. */
async function endPass({ job, facts }: ReportWork, place: PassPlace): Promise<StepEnd> {
  const { record, services } = job;
  const { unread } = await countJobOmniUsers(services.database, record.id);
  const isWhole = await isWholeList(services.database, record.id, place);
  if (isWhole || place.pass >= MAX_PASSES)
    return { stage: 'read', place: '', facts: { ...facts, unreadCount: unread, toReadCount: unread } };
  const next = JSON.stringify(beginning(place.pass + 1));
  return { stage: 'list', place: next, facts, save: (queries) => forgetJobOmniUsers(queries, record.id) };
}

/**
 * Reads one page of Omni's users. What a page shows of them is the truth; whose values it leaves out are read by id.
 */
export async function readList(work: ReportWork): Promise<StepEnd> {
  const { job, place, facts, attributes } = work;
  const at: PassPlace = place === '' ? beginning(1) : JSON.parse(place);
  if (at.isEnd) return await endPass(work, at);
  const page = await readListPage(job, at, facts.references, attributes);
  const next: PassPlace = { ...page.place, pass: at.pass };
  return { stage: 'list', place: JSON.stringify(next), facts, save: page.save };
}
