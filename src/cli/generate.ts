import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const contentOf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/**
 * Writes every generated file that is stale, or only names them.
 *
 * @param options.check true writes nothing and fails when a file is stale
 * @returns the exit code
 */
export async function generate({ check }: { check: boolean }): Promise<number> {
  if (!existsSync(join(packageRoot, 'src', 'actions'))) {
    say('generate works in a clone of the repository only: the installed package holds no sources.');
    return 1;
  }
  // Loaded late: the generators need packages that an installed connector does not have.
  const { generatedFiles } = await import('../generate/files.ts');
  const files = await generatedFiles();
  const stale = files.filter(({ path, text }) => contentOf(join(packageRoot, path)) !== text);

  for (const { path, text } of stale) {
    if (!check) writeFileSync(join(packageRoot, path), text);
    say(check ? `stale: ${path}` : `written: ${path}`);
  }
  if (stale.length === 0) say(`All ${files.length} generated files are fresh.`);
  else if (check) say('Run: npm run generate');
  return check && stale.length > 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await generate({ check: process.argv.includes('--check') });
}
