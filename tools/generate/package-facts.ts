import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';

/** What generated documents repeat from package.json. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: { readonly node: string };
}

/** Reads package.json. */
export const readPackageFacts = (): PackageFacts => JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
