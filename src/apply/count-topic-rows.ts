import { plural } from '../base/plural.ts';
import type { TopicPreview } from '../models/preview-access.ts';
import type { RowCount } from '../omni/count-rows.ts';
import type { ApplyContext } from './context.ts';

/** How many rows are seen of each of some topics. */
interface CountedTopics {
  /** In the order of the topics; undefined where nobody knows. */
  readonly counts: readonly (number | undefined)[];
  /** What came of it, in a sentence or two. */
  readonly note: string;
}

export const NOT_COUNTED: CountedTopics = { counts: [], note: '' };

/** Each is a query in a database of the organization, and one is asked twice where the first id is refused. */
const MOST_TOPICS = 5;
/** Nobody's: Omni makes random ids. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

const nothing = (note: string): CountedTopics => ({ counts: [], note });

/** As whichever of these ids Omni takes. */
async function countAs(
  { omni }: Pick<ApplyContext, 'omni'>,
  topic: TopicPreview,
  userIds: readonly string[],
): Promise<RowCount> {
  let told: RowCount = { problem: 'there is no id to ask as', kind: 'refused' };
  for (const userId of userIds) {
    told = await omni.countRows({ ...topic, userId });
    if ('count' in told || told.kind !== 'refused') break;
  }
  return told;
}

/**
 * Why a count cannot be believed that Omni has made of a topic; undefined: it refuses an id that nobody has, and not
 * for the query's sake.
 */
async function unbelievable(context: Pick<ApplyContext, 'omni'>, topic: TopicPreview): Promise<string | undefined> {
  const told = await countAs(context, topic, [NOBODY]);
  if ('count' in told) return 'this instance also counts for an id that nobody has';
  return told.kind === 'refused' ? undefined : told.problem;
}

/**
 * Lets Omni count the rows that a user sees of the first topics. An addition: whatever fails, the note says it.
 *
 * Which id of a user a query takes is not established, so both are tried. What counts is then asked as an id that
 * nobody has: an instance that counts for that one counts for the owner of the key, and no count can be believed.
 *
 * @param userIds of the membership, then of the user
 */
export async function countTopicRows(
  context: Pick<ApplyContext, 'omni' | 'settings'>,
  userIds: readonly string[],
  topics: readonly TopicPreview[],
): Promise<CountedTopics> {
  if (!context.settings.allowRowCounts) return nothing('Rows are not counted: ALLOW_ROW_COUNTS is not true.');
  const countable = topics.filter(({ baseView }) => baseView !== '').slice(0, MOST_TOPICS);
  if (countable.length === 0) return nothing('Rows are not counted: no topic says which view its rows come from.');
  const counted = new Map<TopicPreview, number>();
  let problem = '';
  for (const topic of countable) {
    const told = await countAs(context, topic, userIds);
    if ('problem' in told) {
      problem = told.problem;
      if (told.kind === 'failed') break;
      continue;
    }
    const doubt = counted.size === 0 ? await unbelievable(context, topic) : undefined;
    if (doubt !== undefined) return nothing(`Rows are not counted: ${doubt}.`);
    counted.set(topic, told.count);
  }
  const left = problem === '' ? '' : ` Of the others Omni says: ${problem}.`;
  const note = `Omni has counted the rows of ${plural(counted.size, 'topic')} for this user.${left}`;
  return { counts: topics.map((topic) => counted.get(topic)), note };
}
