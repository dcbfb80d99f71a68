/** `sync` takes its rows from Okta; `drift` and `coverage` are reports and never write. */
export type PushKind = 'push' | 'undo' | 'retry' | 'sync' | 'drift' | 'coverage';

/** What a push does next: read Okta, find out what to write, write it; a report has its own phase. */
export type PushPhase = 'collecting' | 'planning' | 'applying' | 'reporting';

/** `planned`: kept for review, not yet accepted for writing. The others are what the action get-job shows. */
export type PushStatus =
  | 'planned'
  | 'queued'
  | 'running'
  | 'needs-approval'
  | 'paused'
  | 'done'
  | 'canceled'
  | 'failed';

/** One push, without its rows. Times are milliseconds since the epoch. */
export interface PushRecord {
  readonly id: string;
  readonly kind: PushKind;
  readonly status: PushStatus;
  readonly phase: PushPhase;
  /** Grows with each acceptance: of two pushes that name one user, the one with the higher number wins. */
  readonly acceptedSeq: number;
  readonly clientId: string;
  readonly action: string;
  readonly requestId: string;
  /** The push that this one undoes or retries. */
  readonly parentId: string | null;
  readonly options: Readonly<Record<string, unknown>>;
  readonly planHash: string;
  readonly message: string;
  /** Why it is paused or failed: a code of the error registry, or empty. */
  readonly causeCode: string;
  readonly total: number;
  /** Rows with an outcome: changed, unchanged or failed. */
  readonly doneCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly failedCount: number;
  /** Values that the plan empties. */
  readonly clearedCount: number;
  readonly omniRequests: number;
  readonly minimumRequests: number;
  /** How many probes of a paused push have failed. */
  readonly probeStep: number;
  readonly approved: boolean;
  /** Where a collection or a report goes on; empty at the beginning. */
  readonly cursor: string;
  /** The counters of a report. */
  readonly report: Readonly<Record<string, unknown>>;
  /** A plan that did not fit into its call, and is made without it. */
  readonly background: boolean;
  /** Whether a caller has seen the plan. */
  readonly shown: boolean;
  readonly notBefore: number;
  /** When its last turn ended; 0 before the end of the first. */
  readonly lastTurnAt: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When a plan ends that nobody has applied. */
  readonly expiresAt: number | null;
}

/** The columns of a `PushRecord`. */
export const PUSH_COLUMNS = `
  id, kind, status, phase, accepted_seq AS "acceptedSeq", client_id AS "clientId", action, request_id AS "requestId",
  parent_id AS "parentId", options, plan_hash AS "planHash", message, cause_code AS "causeCode", total,
  done_count AS "doneCount", changed_count AS "changedCount", unchanged_count AS "unchangedCount",
  failed_count AS "failedCount", cleared_count AS "clearedCount", omni_requests AS "omniRequests",
  minimum_requests AS "minimumRequests", probe_step AS "probeStep", approved, cursor, report, background, shown, not_before AS "notBefore",
  last_turn_at AS "lastTurnAt",  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt", expires_at AS "expiresAt"`;
