import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PackJson, readPack } from '../../../local/simulator/pack.ts';
import { packageRoot } from '../../base/package-root.ts';

const FOLDER = join(packageRoot, 'connector/flows');

const fileOf = (name: string): string => join(FOLDER, name, 'workflow.flopack');

/** The packs that the connector brings. */
export const packNames = (): string[] => readdirSync(FOLDER).sort();

/** One of them by name, or an export by its path. @throws Error when it is neither */
export function findPack(nameOrPath: string): PackJson {
  const isOurs = packNames().includes(nameOrPath);
  if (!isOurs && !/[./\\]/.test(nameOrPath)) {
    throw new Error(`There is no pack ${nameOrPath}; there are: ${packNames().join(', ')}.`);
  }
  return readPack(readFileSync(isOurs ? fileOf(nameOrPath) : nameOrPath, 'utf8'));
}
