import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEmbeddedDatabase } from '../../src/store/embedded-database.ts';
import { missingMigrations } from '../../src/store/migrate.ts';
import {
  currentFacts,
  findTemplate,
  packTemplate,
  sha256,
  type TemplateFacts,
} from '../../src/store/template-database.ts';
import { embeddedFolder, fillDataDir } from '../support/embedded-copies.ts';

const folder = mkdtempSync(join(tmpdir(), 'template-'));
let snapshot: Buffer;
let count = 0;

beforeAll(async () => {
  await packTemplate(embeddedFolder(), join(folder, 'packed'));
  snapshot = readFileSync(join(folder, 'packed/snapshot.tar.gz'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A template as the package has it, but for these facts or another snapshot. */
function template(facts: Partial<TemplateFacts> = {}, content: Uint8Array = snapshot): string {
  count += 1;
  const place = join(folder, `template-${count}`);
  mkdirSync(place);
  writeFileSync(join(place, 'snapshot.tar.gz'), content);
  writeFileSync(join(place, 'facts.json'), JSON.stringify({ ...currentFacts(snapshot), ...facts }));
  return place;
}

describe('the ready-made database of the package', () => {
  test('is what a new folder begins as, up to date already', async () => {
    const database = await openEmbeddedDatabase(join(folder, 'new'), template());
    expect(await missingMigrations(database)).toBe(0);
    expect(await database.query('SELECT * FROM connector.jobs')).toEqual([]);
    await database.close();
  });

  test('never takes the place of a database that is there', async () => {
    const dataDir = fillDataDir(join(folder, 'there'));
    const before = await openEmbeddedDatabase(dataDir, join(folder, 'none'));
    await before.query(`INSERT INTO connector.leases VALUES ('mine', 'owner', 0)`);
    await before.close();
    const database = await openEmbeddedDatabase(dataDir, template());
    expect(await database.query('SELECT name FROM connector.leases')).toEqual([{ name: 'mine' }]);
    await database.close();
  });

  test.each<[string, () => string]>([
    ['is not there, as in a checkout', () => join(folder, 'none')],
    ['was made by another version of PGlite', () => template({ pglite: '0.0.1' })],
    ['was made with other migrations', () => template({ migrations: sha256('others') })],
    ['is damaged', () => template({}, snapshot.subarray(0, 1_000))],
  ])('is passed over where it %s', (_, place) => {
    expect(findTemplate(place())).toBeUndefined();
  });
});
