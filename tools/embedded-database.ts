/** Makes the ready-made embedded database of the package: `npm run build` does it after the build itself. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { openDatabase } from '../src/store/open-database.ts';
import { currentFacts, TEMPLATE_PLACE } from '../src/store/template-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-database-'));
try {
  rmSync(TEMPLATE_PLACE, { recursive: true, force: true });
  const database = await openDatabase({ dataDir: folder });
  await database.close();
  const pglite = await PGlite.create(join(folder, 'postgres'));
  const snapshot = new Uint8Array(await (await pglite.dumpDataDir('gzip')).arrayBuffer());
  await pglite.close();
  mkdirSync(TEMPLATE_PLACE, { recursive: true });
  writeFileSync(join(TEMPLATE_PLACE, 'snapshot.tar.gz'), snapshot);
  writeFileSync(join(TEMPLATE_PLACE, 'facts.json'), JSON.stringify(currentFacts(snapshot)));
} finally {
  rmSync(folder, { recursive: true });
}
