import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { openEmbeddedDatabase } from '../../src/store/embedded-database.ts';
import { currentFacts } from '../../src/store/template-database.ts';

// In the long run: to make a database anew takes several hundred MB.
test('a ready-made database that cannot be loaded gives way to one that is made anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  const place = join(folder, 'template');
  mkdirSync(place);
  const broken = gzipSync('no archive');
  writeFileSync(join(place, 'snapshot.tar.gz'), broken);
  writeFileSync(join(place, 'facts.json'), JSON.stringify(currentFacts(broken)));
  const database = await openEmbeddedDatabase(join(folder, 'anew'), place);
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await database.close();
  rmSync(folder, { recursive: true });
});
