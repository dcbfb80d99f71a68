import type { CursorTrail } from '../base/cursor-trail.ts';
import type { Job } from '../jobs/job.ts';
import type { Usage } from '../models/usage.ts';
import type { Attribute } from '../push/attribute.ts';
import type { Holding } from '../push/coverage.ts';
import type { Queries } from '../store/database.ts';
import type { JobRecord } from '../store/jobs.ts';

/**
 * What a report does next, each kind of report in stages of its own. `users` goes through those whom it is about,
 * `others` through those whom Okta does not assign, `recipients` through those without an account; `models` through the
 * lists of models, `files` through what is in them, `connections` through the databases.
 */
export type ReportStage =
  | 'start'
  | 'list'
  | 'read'
  | 'users'
  | 'others'
  | 'recipients'
  | 'models'
  | 'files'
  | 'connections'
  | 'end';

/** The count of those of whom Omni tells nothing. */
export const NOBODY_TELLS = -1;

/** A reference that both Okta's own push and this connector write. */
export interface OwnedByBoth {
  readonly reference: string;
  /** In the profile of the Omni app. */
  readonly appVariable: string;
  readonly expression: string;
  readonly pushStatus: string;
}

/** What a report on the use of attributes has come to so far. */
export interface UsageFacts {
  readonly modelCount: number;
  /** Models that still have to be read. */
  readonly unreadModelCount: number;
  /** Whether Omni has shown its models, and whether all of them. */
  readonly listed: boolean;
  readonly complete: boolean;
  /** Of the list that is being read. */
  readonly cursors: CursorTrail;
  /** What could not be read, in sentences. */
  readonly unreadable: readonly string[];
  /** Left out as long as the report goes on. */
  readonly found?: Usage;
}

/** What a report has come to so far; kept with its job. */
export interface ReportFacts {
  readonly references: readonly string[];
  /** Rows so far. */
  readonly rowCount: number;
  /** Active users of Omni, once all are known, and the deactivated ones that its list shows. */
  readonly omniUserCount: number;
  readonly inactiveCount: number;
  /** Users who still have to be read by id, of so many. */
  readonly unreadCount: number;
  readonly toReadCount: number;
  /** Of drift: how many users Okta assigns. */
  readonly assignedCount: number;
  /** Of drift: by name of the counter. */
  readonly counts: Readonly<Record<string, number>>;
  readonly conflicts: readonly OwnedByBoth[];
  /** Of drift: references whose value in Okta may be old. */
  readonly stale: readonly string[];
  /** Of coverage: by reference. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly holdings: Readonly<Record<string, Readonly<Record<Holding, number>>>>;
  /** Of coverage, of the recipients without an account; the count is -1 where Omni does not tell. */
  readonly recipients: {
    readonly count: number;
    readonly holdings: Readonly<Record<string, Readonly<Record<Holding, number>>>>;
    readonly cursors: CursorTrail;
    /** The pages of their list lead in a circle, or have no end. */
    readonly isEndless: boolean;
  };
  /** Of usage. */
  readonly usage: UsageFacts;
}

const NOTHING_YET: ReportFacts = {
  references: [],
  rowCount: 0,
  omniUserCount: 0,
  inactiveCount: 0,
  unreadCount: 0,
  toReadCount: 0,
  assignedCount: 0,
  counts: {},
  conflicts: [],
  stale: [],
  defaults: {},
  holdings: {},
  recipients: { count: 0, holdings: {}, cursors: [], isEndless: false },
  usage: { modelCount: 0, unreadModelCount: 0, listed: false, complete: true, cursors: [], unreadable: [] },
};

/** What a report knows so far; complete also for one that has only just been accepted. */
export function factsOf({ report }: Pick<JobRecord, 'report'>): ReportFacts {
  const kept = report as Partial<ReportFacts>;
  return {
    ...NOTHING_YET,
    ...kept,
    recipients: { ...NOTHING_YET.recipients, ...kept.recipients },
    usage: { ...NOTHING_YET.usage, ...kept.usage },
  };
}

/** Where a report stands. */
export interface ReportState {
  readonly stage: ReportStage;
  /** Where the stage goes on; empty at its beginning. */
  readonly place: string;
  readonly facts: ReportFacts;
}

/** One step of a report: what it begins with. */
export interface ReportWork<Options = unknown> extends Omit<ReportState, 'stage'> {
  readonly job: Job<Options>;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** Where a step leads, and what it saves in the same transaction. */
export interface StepEnd extends ReportState {
  save?(queries: Queries): Promise<void>;
}

export type ReportStep<Options> = (work: ReportWork<Options>) => Promise<StepEnd>;

export const cursorOf = ({ stage, place }: ReportState): string => (stage === 'start' ? '' : `${stage} ${place}`);

/** Reads where a report stands from its job. */
export function stateOf(record: JobRecord): ReportState {
  const [stage = '', place = ''] = record.cursor.split(/ (.*)/s);
  return { stage: stage === '' ? 'start' : (stage as ReportStage), place, facts: factsOf(record) };
}
