/** Makes the ready-made embedded database of the package: `npm run build` does it after the build itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../src/store/open-database.ts';
import { packTemplate, TEMPLATE_PLACE } from '../src/store/template-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-database-'));
try {
  rmSync(TEMPLATE_PLACE, { recursive: true, force: true });
  const database = await openDatabase({ dataDir: folder });
  await database.close();
  await packTemplate(join(folder, 'postgres'), TEMPLATE_PLACE);
} finally {
  rmSync(folder, { recursive: true });
}
