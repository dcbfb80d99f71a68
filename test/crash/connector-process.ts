import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../support/child-environment.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');

/** The real connector as a process of its own. */
export interface ConnectorProcess {
  readonly url: string;
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
 * @throws Error when it ends before
 */
export async function startProcess(environment: Record<string, string>, skewMs = 0): Promise<ConnectorProcess> {
  const options = ['--disable-warning=ExperimentalWarning', '--import', skewed(skewMs)];
  const child: ChildProcess = spawn(process.execPath, [...options, CLI, 'serve'], {
    env: { ...childEnvironment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit') as Promise<[number | null]>;
  const url = await Promise.race([
    listening(child),
    gone.then(([code]) => Promise.reject(new Error(`It ended: ${code}`))),
  ]);
  return {
    url,
    send: (signal) => {
      child.kill(signal);
    },
    end: async (signal) => {
      child.kill(signal);
      return (await gone)[0];
    },
  };
}

/** The address in the log line that says so. */
function listening(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (child.stdout === null) throw new Error('The process has no output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
    if (msg === 'listening' && url !== undefined) resolve(url);
  });
  return promise;
}
