import type { FileRow } from '../../files/file-row.ts';
import { pushRow } from '../../files/split-rows.ts';
import type { UserFile } from '../../files/user-file.ts';
import type { PlanPushOutput } from '../../schema/types.ts';
import type { CallAction } from './call-action.ts';
import { listResults } from './job-results.ts';
import { type PlanOptions, planRows } from './plan-rows.ts';
import type { FindReasons, Refusal } from './refusals.ts';

/** One push of a file that may need several. */
export interface PlannedPart {
  readonly plan: PlanPushOutput;
  /** The line of each row in the file. */
  readonly lines: readonly number[];
}

/** What pushing a file would do. */
export interface PlannedFile {
  readonly parts: readonly PlannedPart[];
  /** The first reasons of refused rows, or all of them. */
  readonly refusals: readonly Refusal[];
}

interface Planning {
  readonly call: CallAction;
  readonly file: UserFile;
  readonly options: PlanOptions;
  readonly findReasons: FindReasons;
  /** Whether all refused rows are wanted. */
  readonly allRefusals: boolean;
  readonly tell: (line: string) => void;
}

const FIRST_REFUSALS = 20;

async function rowsOf(file: UserFile, part: number): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const row of file.rows(part)) rows.push(row);
  return rows;
}

/** Why rows of a plan are refused; `most` bounds the rows. */
async function refusalsOf(
  { call, findReasons }: Planning,
  { planId }: PlanPushOutput,
  rows: readonly FileRow[],
  most: number,
): Promise<Refusal[]> {
  if (most <= 0) return [];
  const results = await listResults(call, planId, { status: 'failed', most });
  return results.flatMap((result) => {
    const row = rows[result.index];
    return row ? findReasons(row, result) : [];
  });
}

/** What is left of the limits for the next part: together the parts have the limits of one push. */
const leftAfter = ({ changedCount, clearedCount, widenedCount, limits }: PlanPushOutput): PlanOptions => ({
  maxChangedUsers: Math.max(0, limits.maxChangedUsers - changedCount),
  maxClearedValues: Math.max(0, limits.maxClearedValues - clearedCount),
  maxWidenedUsers: Math.max(0, limits.maxWidenedUsers - widenedCount),
});

/** Where one part waits for approval all do. */
async function holdAll(planning: Planning, parts: readonly PlannedPart[]): Promise<PlannedPart[]> {
  const { call, file, options, tell } = planning;
  const held: PlannedPart[] = [];
  for (const [index, part] of parts.entries()) {
    const isHeld = part.plan.guard.tripped || part.plan.changedCount === 0;
    const plan = isHeld
      ? part.plan
      : await planRows(call, (await rowsOf(file, index)).map(pushRow), { ...options, maxChangedUsers: 0 }, tell);
    held.push({ ...part, plan });
  }
  return held;
}

/** Plans a file, part by part; only one part of it is in memory at a time. */
export async function planFile(planning: Planning): Promise<PlannedFile> {
  const { call, file, options, allRefusals, tell } = planning;
  const parts: PlannedPart[] = [];
  const refusals: Refusal[] = [];
  let left: PlanOptions = {};
  for (let part = 0; part < file.report.parts; part += 1) {
    if (file.report.parts > 1) tell(`Planning part ${part + 1} of ${file.report.parts}.`);
    const rows = await rowsOf(file, part);
    const plan = await planRows(call, rows.map(pushRow), { ...options, ...left }, tell);
    const most = allRefusals ? plan.failedCount : Math.min(plan.failedCount, FIRST_REFUSALS - refusals.length);
    refusals.push(...(await refusalsOf(planning, plan, rows, most)));
    parts.push({ plan, lines: rows.map(({ line }) => line) });
    left = leftAfter(plan);
  }
  const isOver = parts.length > 1 && parts.some(({ plan }) => plan.guard.tripped);
  return { parts: isOver ? await holdAll(planning, parts) : parts, refusals };
}

/** The plans of all parts as one, to be shown; that of several parts has no id. */
export function wholePlan(parts: readonly PlannedPart[]): PlanPushOutput {
  const plans = parts.map(({ plan }) => plan);
  const [first] = plans;
  if (!first) throw new Error('There is nothing to plan.');
  if (plans.length === 1) return first;
  const sum = (count: (plan: PlanPushOutput) => number): number =>
    plans.reduce((total, plan) => total + count(plan), 0);
  const tripped = plans.find(({ guard }) => guard.tripped);
  return {
    planId: '',
    planHash: '',
    total: sum(({ total }) => total),
    changedCount: sum(({ changedCount }) => changedCount),
    unchangedCount: sum(({ unchangedCount }) => unchangedCount),
    failedCount: sum(({ failedCount }) => failedCount),
    clearedCount: sum(({ clearedCount }) => clearedCount),
    omniRequests: sum(({ omniRequests }) => omniRequests),
    estimatedSeconds: sum(({ estimatedSeconds }) => estimatedSeconds),
    changes: plans.flatMap(({ changes }) => changes).slice(0, MOST_CHANGES),
    widenedCount: sum(({ widenedCount }) => widenedCount),
    widens: plans.flatMap(({ widens }) => widens).slice(0, MOST_CHANGES),
    widensNote: first.widensNote,
    guard: tripped ? { tripped: true, reason: IN_PARTS } : first.guard,
    limits: first.limits,
  };
}

/** As many as one plan shows. */
const MOST_CHANGES = 200;
const IN_PARTS = 'the parts of the file are together over a limit of the guard, so each of them waits.';
