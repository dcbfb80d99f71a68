import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';

/** A package of the lock file. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression; empty where the package says none. */
  readonly license: string;
  /** Whether only development brings it. */
  readonly dev: boolean;
  readonly hasInstallScript: boolean;
  /** The hash that npm checks the package by (Subresource Integrity). */
  readonly integrity: string;
}

interface LockEntry {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
}

/**
 * Licences of packages that name none by its SPDX identifier, as their own files have them: `limiter` has the text of
 * MIT, `htmx.org` that of 0BSD, which it calls BSD-0-Clause.
 */
const READ_BY_HAND: Readonly<Record<string, string>> = { limiter: 'MIT', 'htmx.org': '0BSD' };

/** What the lock file holds but for this package itself, by name and version. */
export function lockedPackages(): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8'));
  const entries = Object.entries(packages as Record<string, LockEntry>).filter(([path]) => path !== '');
  const found = entries.map(([path, { version, license, dev, hasInstallScript, integrity }]) => {
    const name = path.replace(/^.*node_modules\//, '');
    return {
      name,
      version,
      license: READ_BY_HAND[name] ?? license ?? '',
      dev: dev ?? false,
      hasInstallScript: hasInstallScript ?? false,
      integrity: integrity ?? '',
    };
  });
  const key = ({ name, version }: LockedPackage) => `${name}@${version}`;
  const once = new Map(found.map((one) => [`${key(one)} ${one.dev}`, one]));
  return [...once.values()].toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** Licences of what runs: each lets anybody use, change and pass on the package, and asks for its notice alone. */
export const ALLOWED_LICENSES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];
