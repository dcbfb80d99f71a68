import type { Job, RetryJobOutput, UndoJobOutput } from '../../schema/types.ts';
import { demand } from './call-action.ts';
import { checkTargets } from './check-targets.ts';
import { EXIT } from './exit-codes.ts';
import { canAsk, confirm, tell } from './terminal.ts';
import { type WatchOptions, watchJobs } from './watch-job.ts';
import { withEngine } from './with-engine.ts';

export interface JobCommandOptions extends WatchOptions {
  readonly url?: string;
  readonly yes?: boolean;
}

/** Commands that start a new job from another one, with what they ask first. */
const QUESTIONS = {
  undo: ({ changedCount, createdAt }: Job) => `Restore what ${changedCount} users held before the job of ${createdAt}?`,
  retry: ({ failedCount, createdAt }: Job) => `Try the ${failedCount} failed rows of the job of ${createdAt} again?`,
};

/** `undo JOB`, `retry JOB`: starts the job that does that, and looks on. @returns the exit code */
export async function newJobCommand(
  verb: keyof typeof QUESTIONS,
  jobId: string,
  options: JobCommandOptions,
): Promise<number> {
  const { url, json = false, yes = false } = options;
  if (!yes && (json || !canAsk()))
    throw new Error(`${verb} asks before it writes, which it cannot do here: add --yes.`);
  await checkTargets({ '--out': options.out });
  return await withEngine(url, async (engine) => {
    const job = await demand<Job>(engine.call, 'get-job', { jobId });
    if (!yes && !(await confirm(QUESTIONS[verb](job)))) {
      tell('Nothing was written.');
      return EXIT.failure;
    }
    const started = await demand<UndoJobOutput | RetryJobOutput>(engine.call, `${verb}-job`, { jobId });
    return await watchJobs(engine, [started], options);
  });
}

/** `follow JOB`, `approve JOB`, `cancel JOB`: does that and looks on. @returns the exit code */
export async function jobCommand(
  verb: 'follow' | 'approve' | 'cancel',
  jobId: string,
  options: JobCommandOptions,
): Promise<number> {
  await checkTargets({ '--out': options.out });
  return await withEngine(options.url, async (engine) => {
    if (verb !== 'follow') await demand(engine.call, `${verb}-job`, { jobId });
    const code = await watchJobs(engine, [{ jobId }], options);
    // To have canceled it is what was wanted.
    return verb === 'cancel' ? EXIT.ok : code;
  });
}
