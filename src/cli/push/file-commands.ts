import { createReadStream } from 'node:fs';
import type { ApplyPlanOutput, ListAttributesOutput, PlanPushOutput } from '../../schema/types.ts';
import { type CallAction, demand } from './call-action.ts';
import { EXIT, exitCodeOfPlan } from './exit-codes.ts';
import { type PlanOptions, planRows } from './plan-rows.ts';
import { preview } from './preview.ts';
import { type FileOptions, readUserFile, type UserFile } from './read-user-file.ts';
import { canAsk, confirm, say, sayJson, tell } from './terminal.ts';
import { type WatchOptions, watchJob } from './watch-job.ts';
import { withEngine } from './with-engine.ts';

export interface PlanCommandOptions extends FileOptions, PlanOptions {
  readonly url?: string;
  readonly json?: boolean;
}
export interface PushCommandOptions extends PlanCommandOptions, WatchOptions {
  readonly yes?: boolean;
}

/** A file and what pushing it would do. */
interface PlannedFile {
  readonly file: UserFile;
  readonly plan: PlanPushOutput;
}

/** What plan-push takes; an option that was not given is left out. */
function planOptions(options: PlanCommandOptions): PlanOptions {
  const { emptyText, verify, maxChangedUsers, maxChangedShare, maxClearedValues, maxClearedShare } = options;
  const all = { emptyText, verify, maxChangedUsers, maxChangedShare, maxClearedValues, maxClearedShare };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

async function planFile(call: CallAction, path: string, options: PlanCommandOptions): Promise<PlannedFile> {
  const { attributes } = await demand<ListAttributesOutput>(call, 'list-attributes', {});
  const file = await readUserFile(createReadStream(path), attributes, options);
  if (file.ignored.length > 0) tell(`Columns that are no attribute are ignored: ${file.ignored.join(', ')}.`);
  return { file, plan: await planRows(call, file.rows, planOptions(options), tell) };
}

/** `plan FILE.csv`: shows what a push would do and writes nothing. @returns the exit code */
export function planCommand(path: string, options: PlanCommandOptions): Promise<number> {
  return withEngine(options.url, async ({ call }) => {
    const { plan } = await planFile(call, path, options);
    if (options.json) sayJson({ plan });
    else say(preview(plan));
    return exitCodeOfPlan(plan);
  });
}

/** Whether to apply a plan. One without changes is: it writes nothing, and its job tells why rows are refused. */
async function isWanted({ changedCount }: PlanPushOutput, yes: boolean): Promise<boolean> {
  return yes || changedCount === 0 || (await confirm('Write this?'));
}

/** `push FILE.csv`: plans, shows, asks, and applies what was shown. @returns the exit code */
export async function pushCommand(path: string, options: PushCommandOptions): Promise<number> {
  const { url, json = false, yes = false } = options;
  if (!yes && (json || !canAsk())) throw new Error('push asks before it writes, which it cannot do here: add --yes.');
  return await withEngine(url, async (engine) => {
    const { file, plan } = await planFile(engine.call, path, options);
    if (!json) say(preview(plan));
    if (!(await isWanted(plan, yes))) {
      tell('Nothing was written.');
      return EXIT.failure;
    }
    const { planId, planHash } = plan;
    const { jobId } = await demand<ApplyPlanOutput>(engine.call, 'apply-plan', { planId, planHash });
    return await watchJob(engine, jobId, options, { more: { plan }, lines: file.rows.map(({ line }) => line) });
  });
}
