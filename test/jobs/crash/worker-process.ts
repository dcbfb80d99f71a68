import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(import.meta.dirname, 'work-until-killed.ts');
const children = new Set<ChildProcess>();

/** `work-until-killed.ts` as a process. */
export interface WorkerProcess {
  /** Everything it has said. */
  readonly lines: readonly string[];
  /** Resolves with the second word of the `count`th line that begins with this word; rejects when it ends before. */
  hear(word: string, count?: number): Promise<string>;
  kill(): Promise<void>;
}

/** Starts a worker with these settings as its environment. */
export function startWorkerProcess(settings: Record<string, string>): WorkerProcess {
  const child = spawn(process.execPath, [SCRIPT], { env: settings, stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  const gone = once(child, 'exit');

  function find(word: string, count: number): string | undefined {
    return lines.filter((line) => line.startsWith(`${word} `))[count - 1]?.slice(word.length + 1);
  }

  return {
    lines,
    hear: (word, count = 1) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = find(word, count);
          if (found !== undefined) resolve(found);
        };
        output.on('line', look);
        look();
        child.once('exit', () => reject(new Error(`The worker ended before it said "${word}" ${count} times`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Ends what a test has left. */
export function killWorkerProcesses(): void {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
}
