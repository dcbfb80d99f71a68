import { childEnvironment } from '../support/child-environment.ts';
import type { Ended } from './start-command.ts';

/** The command has ended its process; nothing that comes afterwards counts. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

type Write = typeof process.stdout.write;

/** Lets `process` be that of a command with no terminal, until it is put back. */
function pretend(args: readonly string[], environment: Record<string, string>) {
  const told = { output: '', errors: '' };
  let exited: Exit | undefined;
  const collect = (to: keyof typeof told): Write =>
    ((text: string | Uint8Array, ...rest: unknown[]) => {
      if (!exited) told[to] += typeof text === 'string' ? text : Buffer.from(text).toString();
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    }) as Write;
  const exit = (code?: number | string | null): never => {
    exited ??= new Exit(Number(code ?? process.exitCode ?? 0));
    throw exited;
  };
  const { env, argv, exitCode } = process;
  const streams = [process.stdin, process.stdout, process.stderr] as const;
  const terminals = streams.map((stream) => Object.getOwnPropertyDescriptor(stream, 'isTTY'));
  const own = { exit: process.exit, out: process.stdout.write, err: process.stderr.write };

  for (const stream of streams) Object.defineProperty(stream, 'isTTY', { value: false, configurable: true });
  process.env = { ...childEnvironment, ...environment };
  process.argv = [process.execPath, 'okta-workflows-omni', ...args];
  process.exitCode = undefined;
  process.exit = exit;
  process.stdout.write = collect('output');
  process.stderr.write = collect('errors');

  const putBack = (): void => {
    streams.forEach((stream, at) => {
      const terminal = terminals[at];
      if (terminal) Object.defineProperty(stream, 'isTTY', terminal);
      else Reflect.deleteProperty(stream, 'isTTY');
    });
    Object.assign(process, { env, argv, exitCode, exit: own.exit });
    process.stdout.write = own.out;
    process.stderr.write = own.err;
  };
  const ended = (failed: boolean): Ended => {
    const code = exited?.code ?? Number(process.exitCode ?? (failed ? 1 : 0));
    return { code, ...told };
  };
  return { ended, putBack };
}

let runs = 0;

/**
 * Runs `okta-workflows-omni` to its end inside of this process, where a process of its own would spend most of its time
 * with loading: one at a time, and with nothing on its standard input. `startCommand` is for what a process shows.
 */
export async function runCommand(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const { ended, putBack } = pretend(args, environment);
  try {
    const failed = await import(`../../src/cli.ts?run=${runs++}`).then(
      () => false,
      (thrown: unknown) => {
        // As Node tells what nobody has caught.
        if (!(thrown instanceof Exit)) process.stderr.write(`${(thrown as Error).stack}\n`);
        return true;
      },
    );
    return ended(failed);
  } finally {
    putBack();
  }
}
