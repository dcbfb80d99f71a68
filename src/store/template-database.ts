import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** Where the package has the ready-made database: a snapshot, and what is known of it. A checkout need not have one. */
export const TEMPLATE_PLACE = join(packageRoot, 'dist/embedded-database');

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
 * The snapshot of the ready-made database: loading it takes a third of the memory of making a database.
 *
 * @returns undefined where there is none, or where it was made by another version or is damaged
 */
export function readTemplate(place: string): Blob | undefined {
  try {
    const facts = readFileSync(join(place, 'facts.json'), 'utf8');
    const snapshot = readFileSync(join(place, 'snapshot.tar.gz'));
    const isRight = facts === JSON.stringify(currentFacts(snapshot));
    return isRight ? new File([snapshot], 'snapshot.tar.gz', { type: 'application/x-gzip' }) : undefined;
  } catch {
    return undefined;
  }
}
