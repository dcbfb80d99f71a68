import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';

const CONFIG = join(packageRoot, '.dependency-cruiser.js');
const COMMAND = join(packageRoot, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

/** The parts that are used here of what dependency-cruiser says. Paths start from the folder that it looked at. */
export interface Cruised {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly { resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { readonly rule: { name: string }; readonly from: string }[] };
}

/**
 * Reads the imports of some folders by the rules of `.dependency-cruiser.js`. @throws Error with what it complains of
 */
export const cruise = (cwd: string, folders: readonly string[]): Promise<Cruised> =>
  new Promise((resolve, reject) => {
    const run = [COMMAND, ...folders, '--config', CONFIG, '--output-type', 'json'];
    // It ends with 1 where a rule is broken, and its answer is there all the same.
    execFile(process.execPath, run, { cwd, maxBuffer: 2 ** 28 }, (_, stdout, stderr) =>
      stdout === '' ? reject(new Error(stderr)) : resolve(JSON.parse(stdout)),
    );
  });
