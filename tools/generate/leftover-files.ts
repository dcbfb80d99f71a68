import { globSync } from 'node:fs';
import { packageRoot } from '../../src/base/package-root.ts';
import type { GeneratedFile } from './generated-file.ts';

/** Where every file is a generated one. */
const FOLDERS = [
  'connector/cards/*',
  'connector/flows/*/*.*',
  'connector/flows/*/resources/*',
  'connector/images/*.png',
  'connector/operations/*',
];

/**
 * The files of earlier runs that are made no more: the card of an action that is gone. Paths from the package's folder.
 */
export function leftoverFiles(files: readonly GeneratedFile[]): string[] {
  const made = new Set(files.map(({ path }) => path));
  return globSync(FOLDERS, { cwd: packageRoot }).filter((path) => !made.has(path));
}
