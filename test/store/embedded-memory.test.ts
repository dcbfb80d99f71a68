import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { packTemplate } from '../../src/store/template-database.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { embeddedFolder, fillDataDir } from '../support/embedded-copies.ts';

const MODULE = JSON.stringify(join(import.meta.dirname, '../../src/store/embedded-database.ts'));
/**
 * Statements enough for V8 to want to optimize what runs them. Linux hands the peak of whoever starts a process down to
 * it, all but VmHWM.
 */
const WORK = `
  const { existsSync, readFileSync } = await import('node:fs');
  const { openEmbeddedDatabase } = await import(${MODULE});
  const [, dataDir, template] = process.argv;
  const database = await openEmbeddedDatabase(dataDir, template);
  for (let count = 0; count < 2000; count += 1) {
    await database.query("INSERT INTO connector.leases VALUES ($1, 'owner', 0)", [String(count)]);
    await database.query('SELECT count(*) FROM connector.leases');
  }
  await database.close();
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, peakKb = process.resourceUsage().maxRSS] = /VmHWM:\\s*(\\d+)/.exec(status) ?? [];
  process.stdout.write(String(peakKb / 1024));`;

/** @returns the most memory that the process had, in MB */
function peakOf(dataDir: string, template: string): number {
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', WORK];
  const environment = { env: childEnvironment, encoding: 'utf8' } as const;
  return Number(execFileSync(process.execPath, [...flags, dataDir, template], environment));
}

const folder = mkdtempSync(join(tmpdir(), 'embedded-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Optimized code of the database takes 700 MB and more for a moment, a cache of 128 MB for ever. */
test('the embedded database takes less than 300 MB at work', () => {
  const peak = peakOf(fillDataDir(join(folder, 'data')), join(folder, 'none'));
  expect(peak).toBeGreaterThan(50);
  expect(peak).toBeLessThan(300);
});

/** Making a database takes 550 MB, unpacking one no more than a later start. */
test('its first start takes less than 300 MB, where the package has it ready-made', async () => {
  const template = join(folder, 'template');
  await packTemplate(embeddedFolder(), template);
  const peak = peakOf(join(folder, 'new'), template);
  expect(peak).toBeGreaterThan(50);
  expect(peak).toBeLessThan(300);
});
