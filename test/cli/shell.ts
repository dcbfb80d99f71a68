import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { childEnvironment } from '../support/child-environment.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');
/** The command as it is installed, and as a checkout has it. */
const PRELUDE = `exec 2>&1
omni_cli=('${process.execPath}' --disable-warning=ExperimentalWarning '${CLI}')
okta-workflows-omni() { "\${omni_cli[@]}" "$@"; }
npx() { "$@"; }
`;

/** A shell into which somebody copies one command after the other. */
export interface Shell {
  /** Runs a command to its end. @returns what it printed, errors among it */
  run(command: string): Promise<{ readonly code: number; readonly output: string }>;
  end(): void;
}

/** Starts a bash in a folder, in which the command can be called by its name. */
export function startShell(folder: string, environment: Readonly<Record<string, string>> = {}): Shell {
  const shell = spawn('bash', [], { cwd: folder, env: { ...childEnvironment, HOME: folder, ...environment } });
  const mark = `@@ ${randomUUID()}`;
  const ended = new RegExp(`([\\s\\S]*)\\n${mark} (\\d+)\\n$`);
  let printed = '';
  let heard = (): void => undefined;
  let closed = (): void => undefined;
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      heard();
    });
  }
  shell.once('close', () => closed());
  shell.stdin.write(PRELUDE);
  return {
    run(command) {
      printed = '';
      return new Promise((resolve, reject) => {
        heard = () => {
          const [, output = '', code] = ended.exec(printed) ?? [];
          if (code !== undefined) resolve({ code: Number(code), output });
        };
        closed = () => reject(new Error(`the shell has ended: ${command}\n${printed}`));
        // Nothing of it reads what is written next.
        shell.stdin.write(`{ ${command}\n} < /dev/null\nprintf '\\n${mark} %s\\n' "$?"\n`);
      });
    },
    end: () => void shell.stdin.end(),
  };
}
