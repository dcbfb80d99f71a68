import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';

const PACKAGES = join(import.meta.dirname, '../../node_modules');

/** The folder of the copies: one for each version of the embedded database and each content of the migrations. */
export function placeOfCopies(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGES, '@electric-sql/pglite/package.json'), 'utf8'));
  const content = createHash('sha256').update(JSON.stringify(MIGRATIONS)).digest('hex').slice(0, 16);
  return join(PACKAGES, '.cache/embedded-database', `${version}-${content}`);
}

/** The snapshot, for `openPgliteDatabase`. */
export const embeddedSnapshot = (): Blob => new Blob([readFileSync(join(placeOfCopies(), 'snapshot.tar'))]);

/** The folder of the database, which nobody has open. */
export const embeddedFolder = (): string => join(placeOfCopies(), 'data/postgres');

/** Makes a folder a DATA_DIR whose database is there already, for commands that run as processes of their own. */
export function fillDataDir(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  cpSync(embeddedFolder(), join(dataDir, 'postgres'), { recursive: true });
  return dataDir;
}
