import { type UnreadableReason, unreadableText } from '../policy/unreadable-rules.ts';
import type { WantedValue } from '../policy/wanted-values.ts';
import type { SyncFromOktaOutput } from '../schema/types.ts';
import type { JobRecord } from '../store/jobs.ts';

type Counts = Readonly<Record<string, number>>;

/** What a job has found in Okta so far; kept with it. */
export interface Collected {
  /** Before the first group was asked for, by the database's clock, ms epoch; null: groups decide nothing. */
  readonly groupsReadAt: number | null;
  /** The time of the first page of users: whom no page shows was not assigned then. Null: none was read. */
  readonly usersReadAt: number | null;
  /** The texts of the rules whose groups Okta does not name. */
  readonly refused: readonly string[];
  /** The rules that could not be followed, by their texts; known once all groups are read. */
  readonly unreadable: Readonly<Record<string, UnreadableReason>>;
  /** The texts of the patterns that no group fits; known once all groups are read. */
  readonly unmatched: readonly string[];
  /** How many users' values were left alone because of them, by reference. */
  readonly leftAlone: Counts;
  /** Values that do not fit their attributes. */
  readonly unfitCount: number;
  /** Groups that have changed and for which the policy does not ask, so that nobody was read. */
  readonly groupsLeftOut: number;
  /** Pages of Okta that were read, repeats left out. */
  readonly oktaRequests: number;
}

const NOTHING_YET: Collected = {
  groupsReadAt: null,
  usersReadAt: null,
  refused: [],
  unreadable: {},
  unmatched: [],
  leftAlone: {},
  unfitCount: 0,
  groupsLeftOut: 0,
  oktaRequests: 0,
};

/** What a job has found; complete also for one that has only just been accepted. */
export const collectedOf = ({ collected }: Pick<JobRecord, 'collected'>): Collected => ({
  ...NOTHING_YET,
  ...(collected as Partial<Collected>),
});

/** Adds the values of users that were left alone because nobody knows what their groups give. */
export function countLeftAlone(counts: Counts, wants: readonly WantedValue[]): Counts {
  const sums: Record<string, number> = { ...counts };
  for (const { reference, want } of wants) {
    if (want.kind === 'unreadable') sums[reference] = (sums[reference] ?? 0) + 1;
  }
  return sums;
}

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What whoever looks at a job of a policy has to know, beyond its counts; empty where nothing is to be told. */
export function collectedText({ collected }: Pick<JobRecord, 'collected'>): string {
  const { unreadable, unmatched, leftAlone, unfitCount, groupsLeftOut, oktaRequests } = collectedOf({ collected });
  const rules = new Map(Object.entries(unreadable));
  const left = Object.entries(leftAlone).map(([name, count]) => `${name} of ${some(count, 'user', 'users')}`);
  return [
    rules.size > 0 ? `Groups that could not be read: ${unreadableText(rules)}.` : '',
    unmatched.length > 0 ? `No group in Okta fits: ${unmatched.join(', ')}.` : '',
    left.length > 0 ? `Left alone for that: ${left.join(', ')}.` : '',
    unfitCount > 0
      ? `${some(unfitCount, 'value does', 'values do')} not fit and ${unfitCount === 1 ? 'is a failed row' : 'are failed rows'}.`
      : '',
    groupsLeftOut > 0
      ? `${some(groupsLeftOut, 'changed group was', 'changed groups were')} left out: the policy does not ask for ${groupsLeftOut === 1 ? 'it' : 'them'}.`
      : '',
    `Okta was asked ${some(oktaRequests, 'time', 'times')}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** What is to be said about the rules of groups, each with why it cannot be followed or gives nobody anything. */
export function groupWarnings({ collected }: Pick<JobRecord, 'collected'>): SyncFromOktaOutput['groupWarnings'] {
  const { unreadable, unmatched } = collectedOf({ collected });
  return [
    ...Object.entries(unreadable).map(([rule, reason]) => ({ rule, reason })),
    ...unmatched.map((rule) => ({ rule, reason: 'unmatched' as const })),
  ];
}
