import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const statOf = (path: string) => stat(path).catch(() => undefined);

/** Tells a file from others however its path is written; undefined for what is no file, such as a terminal. */
async function identityOf(path: string): Promise<string | undefined> {
  const found = await statOf(path);
  if (found) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  return join(await realpath(dirname(path)), basename(path));
}

async function refuseUnwritable(option: string, path: string): Promise<void> {
  if ((await statOf(path))?.isDirectory()) throw new Error(`${option} ${path} is a folder: name a file.`);
  if (!(await statOf(dirname(path)))?.isDirectory())
    throw new Error(`${option} ${path}: there is no folder ${dirname(path)}.`);
}

/**
 * Looks at the files that a command is to write before it does anything: a result that has no place at its end is lost,
 * and so would be the file that is read if it were one of them.
 *
 * @param targets by the option that names each; those that are not given count as none
 * @param source the file that is read
 * @throws Error in one line that names the option
 */
export async function checkTargets(
  targets: Readonly<Record<string, string | undefined>>,
  source?: string,
): Promise<void> {
  const taken = new Map<string | undefined, string>();
  if (source !== undefined && (await statOf(source))) taken.set(await identityOf(source), 'the file that is read');
  for (const [option, path] of Object.entries(targets)) {
    if (path === undefined) continue;
    await refuseUnwritable(option, path);
    const identity = await identityOf(path);
    const other = identity && taken.get(identity);
    if (other) throw new Error(`${option} ${path} is ${other}, which it would write over: name another file.`);
    taken.set(identity, `the file of ${option}`);
  }
}
