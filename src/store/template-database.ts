import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** Where the package has the ready-made database: a snapshot, and what is known of it. A checkout need not have one. */
export const TEMPLATE_PLACE = join(packageRoot, 'dist/embedded-database');

const SNAPSHOT = 'snapshot.tar.gz';

/** What a template has to agree in with the connector that takes it. */
export interface TemplateFacts {
  /** The version of PGlite that made it. */
  readonly pglite: string;
  /** SHA-256 of the migrations that it has. */
  readonly migrations: string;
  /** SHA-256 of the snapshot. */
  readonly snapshot: string;
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

function pgliteVersion(): string {
  let folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return String(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version);
}

/** The facts of a template that would be made now. */
export const currentFacts = (snapshot: Uint8Array): TemplateFacts => ({
  pglite: pgliteVersion(),
  migrations: sha256(JSON.stringify(MIGRATIONS)),
  snapshot: sha256(snapshot),
});

/**
 * Where the snapshot of the ready-made database is: unpacking it takes a fraction of the time and of the memory of
 * making a database.
 *
 * @returns undefined where there is none, or where it was made by another version or is damaged
 */
export function findTemplate(place: string): string | undefined {
  try {
    const facts = readFileSync(join(place, 'facts.json'), 'utf8');
    const snapshot = join(place, SNAPSHOT);
    return facts === JSON.stringify(currentFacts(readFileSync(snapshot))) ? snapshot : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Puts the ready-made database into a folder that is not there.
 *
 * @param snapshot as findTemplate finds it
 * @returns false where it is no archive: then there may be a part of it
 */
export async function unpackTemplate(snapshot: string, folder: string): Promise<boolean> {
  mkdirSync(folder, { mode: 0o700 });
  const { extract } = await import('tar');
  try {
    // In one go: a thousand small files take a third of the time that way, and nothing goes on after a failure.
    extract({ file: snapshot, cwd: folder, strict: true, sync: true, preserveOwner: false });
    return existsSync(join(folder, 'PG_VERSION'));
  } catch (thrown) {
    // A disk that is full is told as such: making a database would need more of it.
    if ((thrown as NodeJS.ErrnoException).syscall) throw thrown;
    return false;
  }
}

/**
 * Makes the ready-made database of the package.
 *
 * @param folder of a database that nobody has open
 */
export async function packTemplate(folder: string, place: string): Promise<void> {
  const { create } = await import('tar');
  const snapshot = join(place, SNAPSHOT);
  mkdirSync(place, { recursive: true });
  await create({ file: snapshot, cwd: folder, gzip: true, portable: true }, ['.']);
  writeFileSync(join(place, 'facts.json'), JSON.stringify(currentFacts(readFileSync(snapshot))));
}
