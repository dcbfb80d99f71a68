import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Servers run on one core, the load and the local Okta and Omni on the other, so that they do not slow each other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

function canPin(): boolean {
  if (process.platform !== 'linux' || availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // taskset belongs to util-linux, which a small container may lack: the report says that nothing is pinned.
    return false;
  }
}

/** Whether each process keeps to its core. */
export const pinned = canPin();

/** Keeps this process, with all its threads, to one core. */
export function pinSelf(core: number): void {
  if (pinned) execFileSync('taskset', ['-a', '-c', '-p', String(core), String(process.pid)], { stdio: 'ignore' });
}

/** How to start a process: with what in its environment, and the open file that takes its log. */
export interface StartOptions {
  /** The one core that it keeps to; left out: any. */
  readonly core?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly log: number;
}

/** Starts Node with these arguments. @param stdout where its standard output goes, when not to the log */
export function startNode(args: readonly string[], { core, env, log }: StartOptions, stdout: number | 'pipe' = log) {
  const onCore = pinned && core !== undefined ? ['taskset', '-c', String(core)] : [];
  const [command = '', ...rest] = [...onCore, process.execPath, ...args];
  return spawn(command, rest, { env: { ...process.env, ...env }, stdio: ['ignore', stdout, log, 'ipc'] });
}

/** Ends a process and waits for its end. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** Microseconds. */
export interface CpuTime {
  readonly cpu: number;
}

/** A process of the benchmark that answers questions. */
export interface Helper<Ready> {
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** The CPU time of all its threads so far, and what else it has to say. One question at a time. */
  ask<Answer>(question?: object): Promise<Answer & CpuTime>;
  stop(): Promise<void>;
}

async function message<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  try {
    const died = once(child, 'exit', ended).then(([code]) => {
      throw new Error(`${child.spawnargs.at(-1)} ended with code ${code}`);
    });
    const [received] = (await Promise.race([once(child, 'message', ended), died])) as [T];
    return received;
  } finally {
    ended.abort();
  }
}

/** Starts a file of this folder that calls `answerParent`. @throws Error when it ends before it is ready */
export async function startHelper<Ready>(file: string, options: StartOptions): Promise<Helper<Ready>> {
  const child = startNode([join(import.meta.dirname, file)], options);
  const ready = await message<Ready>(child);
  return {
    ready,
    ask: <Answer>(question: object = {}) => {
      child.send(question);
      return message<Answer & CpuTime>(child);
    },
    stop: () => stopProcess(child),
  };
}

/** The other side of `startHelper`: says that it is ready, answers when asked, ends with its parent. */
export function answerParent<Question>(
  ready: object,
  answer: (question: Question) => object | Promise<object> = () => ({}),
): void {
  process.on('message', async (question) => {
    const { user, system } = process.cpuUsage();
    process.send?.({ ...(await answer(question as Question)), cpu: user + system });
  });
  process.once('disconnect', () => process.exit());
  process.send?.(ready);
}
