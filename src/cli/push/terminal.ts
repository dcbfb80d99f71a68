import { createInterface } from 'node:readline/promises';
import { printable, printableJson, printableLines } from '../printable.ts';

/** The one way to the terminal: nothing that came from outside steers it. */
const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${printableLines(text)}\n`);

/** What the command is for. */
export const say = write(process.stdout);
/** The same for a machine. */
export const sayJson = (value: unknown): void => say(printableJson(value));
/** What an operator looks on at; never mixed with what a machine reads. */
export const tell = write(process.stderr);

/** Whether somebody can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks; only a `y` is a yes. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new AbortController();
  // Ctrl-C and Ctrl-D close the terminal and would leave the question open.
  terminal.once('close', () => closed.abort());
  try {
    return /^y(es)?$/i.test(
      (await terminal.question(`${printable(question)} [y/N] `, { signal: closed.signal })).trim(),
    );
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}
