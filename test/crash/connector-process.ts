import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../support/child-environment.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');

/** The real connector as a process of its own. */
export interface ConnectorProcess {
  readonly url: string;
  /** Resolves when the process is gone, whoever ends it. */
  readonly gone: Promise<unknown>;
  /** Whether it still runs. */
  readonly isAlive: boolean;
  /** Says something to what was loaded into it. */
  tell(message: object): void;
  /** Stalls the process, or lets it go on. */
  send(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends the process and resolves when it is gone, with its exit code; null after SIGKILL. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** Makes the clock of a process wrong, as `node --import` takes it. */
const skewed = (ms: number): string => `data:text/javascript,const now = Date.now; Date.now = () => now() + ${ms};`;

/**
 * Starts `serve` and waits until it listens.
 *
 * @param skewMs by how much its clock is ahead
 * @param loaded a file that it loads before anything else, which may be told things
 * @throws Error when it ends before
 */
export async function startProcess(
  environment: Record<string, string>,
  { skewMs = 0, loaded }: { readonly skewMs?: number; readonly loaded?: string } = {},
): Promise<ConnectorProcess> {
  const imports = [skewed(skewMs), ...(loaded === undefined ? [] : [loaded])];
  const options = ['--disable-warning=ExperimentalWarning', ...imports.flatMap((file) => ['--import', file])];
  const child: ChildProcess = spawn(process.execPath, [...options, CLI, 'serve'], {
    env: { ...childEnvironment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', ...(loaded === undefined ? [] : ['ipc' as const])],
  });
  const gone = once(child, 'exit') as Promise<[number | null]>;
  let last = '';
  const url = await Promise.race([
    listening(child, (line) => {
      last = line;
    }),
    gone.then(([code]) => Promise.reject(new Error(`It ended with ${code}: ${last}`))),
  ]);
  return {
    url,
    gone,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    tell: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    send: (signal) => {
      child.kill(signal);
    },
    end: async (signal) => {
      child.kill(signal);
      return (await gone)[0];
    },
  };
}

/** The address in the log line that says so. @param said is given each line */
function listening(child: ChildProcess, said: (line: string) => void): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (child.stdout === null) throw new Error('The process has no output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    said(line);
    const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
    if (msg === 'listening' && url !== undefined) resolve(url);
  });
  return promise;
}
