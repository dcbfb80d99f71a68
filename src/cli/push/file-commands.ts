import { openUserFile, type UserFile } from '../../files/user-file.ts';
import type { ApplyPlanOutput, Job, ListAttributesOutput, PlanPushOutput } from '../../schema/types.ts';
import { ActionRefused, demand, type Engine } from './call-action.ts';
import { checkTargets } from './check-targets.ts';
import { EXIT, exitCodeOfPlan } from './exit-codes.ts';
import { pushAgain, writeFailures } from './failures-file.ts';
import type { FileCommandOptions } from './file-command-options.ts';
import { listResults } from './job-results.ts';
import { openFile } from './open-file.ts';
import { type PlannedFile, type PlannedPart, planFile, wholePlan } from './plan-file.ts';
import type { PlanOptions } from './plan-rows.ts';
import { preview } from './preview.ts';
import { type FindReasons, type Refusal, reasonFinder } from './refusals.ts';
import { fileTable, refusalTable } from './show-file.ts';
import { canAsk, confirm, say, sayJson, tell } from './terminal.ts';
import { type WatchOptions, watchJobs } from './watch-job.ts';
import { withEngine } from './with-engine.ts';

export interface PushCommandOptions extends FileCommandOptions, WatchOptions {
  readonly yes?: boolean;
}

/** A file, what pushing it would do, and what finds the reasons of its refused rows. */
interface ShownFile extends PlannedFile {
  readonly file: UserFile;
  readonly plan: PlanPushOutput;
  readonly findReasons: FindReasons;
}

/** What plan-push takes; an option that was not given is left out. */
function planOptions(options: FileCommandOptions): PlanOptions {
  const { emptyText, verify, maxChangedUsers, maxChangedShare, maxClearedValues, maxClearedShare, maxWidenedUsers } =
    options;
  const limits = { maxChangedUsers, maxChangedShare, maxClearedValues, maxClearedShare, maxWidenedUsers };
  const all = { emptyText, verify, ...limits };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const TOO_LARGE: ReadonlySet<string> = new Set(['ROWS_TOO_MANY', 'BODY_TOO_LARGE']);

/** Reads, shows and plans a file. A connector that takes less at once than others gets it in smaller parts. */
async function planAndShow(
  engine: Engine,
  path: string,
  options: FileCommandOptions,
  most = engine.most,
): Promise<ShownFile> {
  const { call } = engine;
  const { attributes } = await demand<ListAttributesOutput>(call, 'list-attributes', {});
  const file = await openUserFile(await openFile(path), attributes, options, most);
  if (!options.json) say(fileTable(file.report));
  const { ignored } = file.report;
  if (ignored.length > 0) tell(`Columns that are no attribute are ignored: ${ignored.join(', ')}.`);
  const findReasons = reasonFinder(attributes, options.emptyText);
  const allRefusals = options.failures !== undefined;
  const planning = { call, file, options: planOptions(options), findReasons, allRefusals, tell };
  try {
    const planned = await planFile(planning);
    return { ...planned, file, findReasons, plan: wholePlan(planned.parts) };
  } catch (thrown) {
    const isTooLarge = thrown instanceof ActionRefused && TOO_LARGE.has(thrown.code) && file.report.rows > 1;
    if (!isTooLarge) throw thrown;
    tell('The connector takes less at once: the file is divided further.');
    const rows = Math.ceil(Math.min(most.rows, file.report.rows) / 2);
    return await planAndShow(engine, path, options, { rows, bytes: most.bytes / 2 });
  }
}

/** What a plan comes to, for machines. */
function planJson({ file, plan, parts, refusals }: ShownFile): object {
  const plans = parts.map((part) => part.plan);
  return { file: file.report, plan, ...(plans.length > 1 && { plans }), refusals };
}

function showPlan({ plan, refusals }: ShownFile): void {
  if (refusals.length > 0) say(refusalTable(refusals));
  say(preview(plan));
}

async function keepFailures(file: UserFile, refusals: readonly Refusal[], options: FileCommandOptions): Promise<void> {
  if (options.failures === undefined || refusals.length === 0) return;
  await writeFailures(options.failures, file, refusals);
  tell(`The rows that failed are in ${options.failures}. Correct them there, and push them with:`);
  tell(`  ${pushAgain(options.failures, options)}`);
}

/** `plan FILE`: shows what a push would do and writes nothing. @returns the exit code */
export async function planCommand(path: string, options: FileCommandOptions): Promise<number> {
  await checkTargets({ '--failures': options.failures }, path);
  return await withEngine(options.url, async (engine) => {
    const shown = await planAndShow(engine, path, options);
    if (options.json) sayJson(planJson(shown));
    else showPlan(shown);
    await keepFailures(shown.file, shown.refusals, options);
    return exitCodeOfPlan(shown.plan);
  });
}

/** Whether to apply a plan. One without changes is: it writes nothing, and its job tells why rows are refused. */
async function isWanted({ changedCount }: PlanPushOutput, yes: boolean): Promise<boolean> {
  return yes || changedCount === 0 || (await confirm('Write this?'));
}

/** Why rows of ended jobs have failed. */
async function jobRefusals(
  engine: Engine,
  { file, parts, findReasons }: ShownFile,
  jobs: readonly Job[],
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const [part, { jobId, failedCount }] of jobs.entries()) {
    if (failedCount === 0) continue;
    const results = await listResults(engine.call, jobId, { status: 'failed' });
    const byLine = new Map(results.map((result) => [parts[part]?.lines[result.index], result]));
    for await (const row of file.rows(part)) {
      const result = byLine.get(row.line);
      if (result) refusals.push(...findReasons(row, result));
    }
  }
  return refusals;
}

/**
 * Applies the plans of all parts before any is looked on at: they are kept for a day, and a large push takes longer.
 */
async function applyAll(engine: Engine, parts: readonly PlannedPart[]) {
  const jobs: { jobId: string; lines: readonly number[] }[] = [];
  for (const { plan, lines } of parts) {
    const { planId, planHash } = plan;
    try {
      const { jobId } = await demand<ApplyPlanOutput>(engine.call, 'apply-plan', { planId, planHash });
      jobs.push({ jobId, lines });
    } catch (thrown) {
      if (jobs.length > 0) tell(`These jobs were started already: ${jobs.map(({ jobId }) => jobId).join(', ')}`);
      throw thrown;
    }
  }
  return jobs;
}

/** `push FILE`: plans, shows, asks, and applies what was shown. @returns the exit code */
export async function pushCommand(path: string, options: PushCommandOptions): Promise<number> {
  const { url, json = false, yes = false } = options;
  if (!yes && (json || !canAsk())) throw new Error('push asks before it writes, which it cannot do here: add --yes.');
  await checkTargets({ '--out': options.out, '--failures': options.failures }, path);
  return await withEngine(url, async (engine) => {
    const shown = await planAndShow(engine, path, options);
    if (!json) showPlan(shown);
    if (!(await isWanted(shown.plan, yes))) {
      tell('Nothing was written.');
      return EXIT.failure;
    }
    const started = await applyAll(engine, shown.parts);
    return await watchJobs(engine, started, options, async (jobs) => {
      const refusals = options.failures === undefined ? [] : await jobRefusals(engine, shown, jobs);
      await keepFailures(shown.file, refusals, options);
      return planJson(shown);
    });
  });
}
