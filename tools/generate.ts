import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../src/base/package-root.ts';
import { generatedFiles } from './generate/files.ts';
import { leftoverFiles } from './generate/leftover-files.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const holds = (path: string, text: string | Uint8Array): boolean =>
  existsSync(path) && readFileSync(path).equals(Buffer.from(text));

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/**
 * Writes every generated file that is stale, or only names them.
 *
 * @param options.check true writes nothing and fails when a file is stale
 * @returns the exit code
 */
export async function generate({ check }: { check: boolean }): Promise<number> {
  const files = await generatedFiles();
  const stale = files.filter(({ path, text }) => !holds(join(packageRoot, path), text));
  const leftover = leftoverFiles(files);

  for (const { path, text } of stale) {
    if (!check) write(join(packageRoot, path), text);
    say(check ? `stale: ${path}` : `written: ${path}`);
  }
  for (const path of leftover) {
    if (!check) rmSync(join(packageRoot, path));
    say(check ? `leftover: ${path}` : `removed: ${path}`);
  }
  const wrong = stale.length + leftover.length;
  if (wrong === 0) say(`All ${files.length} generated files are fresh.`);
  else if (check) say('Run: npm run generate');
  return check && wrong > 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await generate({ check: process.argv.includes('--check') });
}
