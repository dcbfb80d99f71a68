import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '../support/child-environment.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A command that runs; its output is collected. */
export interface RunningCommand {
  readonly ended: Promise<Ended>;
  /** Resolves with the output once it matches; fails when the command ends before. */
  printed(pattern: RegExp): Promise<string>;
  /** The same for what it writes to standard error. */
  printedError(pattern: RegExp): Promise<string>;
  stop(signal: NodeJS.Signals): void;
  /** All that there is on its standard input. */
  write(input: string): void;
}

/** Starts `okta-workflows-omni` as its own process, with none of this one's environment. */
export function startCommand(args: readonly string[], environment: Record<string, string> = {}): RunningCommand {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    env: { ...childEnvironment, ...environment },
  });
  let output = '';
  let errors = '';
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    heard();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
    heard();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, output, errors });
      heard();
    });
  });
  const matching = (text: () => string, pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (pattern.test(text())) resolve(text());
        else if (child.exitCode !== null) reject(new Error(`ended with ${child.exitCode}: ${output}${errors}`));
        else return;
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  return {
    ended,
    printed: (pattern) => matching(() => output, pattern),
    printedError: (pattern) => matching(() => errors, pattern),
    stop: (signal) => child.kill(signal),
    write: (input) => void child.stdin.end(input),
  };
}

/** Runs a command as its own process to its end. */
export const runProcess = (args: readonly string[], environment?: Record<string, string>): Promise<Ended> =>
  startCommand(args, environment).ended;
