import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { openDatabase } from '../../src/store/open-database.ts';
import { placeOfCopies } from './embedded-copies.ts';

/**
 * Makes the embedded database that tests copy, migrated, as a folder and as a snapshot of one file: creating one takes
 * seconds, copying it a fraction of one. It is kept beside the packages for later runs; those of other versions go.
 */
export async function prepareEmbeddedCopies(): Promise<void> {
  const place = placeOfCopies();
  if (existsSync(place)) return;
  const parent = join(place, '..');
  const draft = join(parent, randomUUID());
  rmSync(parent, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const database = await openDatabase({ dataDir: join(draft, 'data') });
  await database.close();
  const pglite = await PGlite.create(join(draft, 'data/postgres'));
  writeFileSync(join(draft, 'snapshot.tar'), await (await pglite.dumpDataDir('none')).bytes());
  await pglite.close();
  renameSync(draft, place);
}
