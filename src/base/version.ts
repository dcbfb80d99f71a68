import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

const read = (): { version: string } => JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));

/** The version of the package. */
export const { version } = read();
