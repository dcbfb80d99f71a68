import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/base/package-root.ts';
import { wrapComments } from './comments/wrap-comments.ts';

/** Wraps the comments that are wider than the code (`--write`), or names the files that hold one and fails. */
const FILES = ['{src,local,tools,test,bench}/**/*.ts', 'bin/*.js', '*.js', '.*.js'];
const GENERATED = new Set(['src/schema/types.ts']);

const write = process.argv.includes('--write');
for (const path of globSync(FILES, { cwd: packageRoot })) {
  const source = readFileSync(join(packageRoot, path), 'utf8');
  const text = wrapComments(source);
  if (text === source || GENERATED.has(path)) continue;
  if (write) writeFileSync(join(packageRoot, path), text);
  else process.exitCode = 1;
  process.stdout.write(`${write ? 'wrapped' : 'a comment is too wide'}: ${path}\n`);
}
