import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';

/** A file of deploy/, as it stands there. */
export const deployFile = (name: string): string => readFileSync(join(packageRoot, 'deploy', name), 'utf8');

export const packageJson = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
