import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { childEnvironment } from '../support/child-environment.ts';
import { fillDataDir } from '../support/embedded-copies.ts';

const MODULE = JSON.stringify(join(import.meta.dirname, '../../src/store/open-database.ts'));
/**
 * Statements enough for V8 to want to optimize what runs them. Linux hands the peak of whoever starts a process down to
 * it, all but VmHWM.
 */
const WORK = `
  const { existsSync, readFileSync } = await import('node:fs');
  const { openDatabase } = await import(${MODULE});
  const database = await openDatabase({ dataDir: process.argv[1] });
  for (let count = 0; count < 2000; count += 1) {
    await database.query("INSERT INTO connector.leases VALUES ($1, 'owner', 0)", [String(count)]);
    await database.query('SELECT count(*) FROM connector.leases');
  }
  await database.close();
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, peakKb = process.resourceUsage().maxRSS] = /VmHWM:\\s*(\\d+)/.exec(status) ?? [];
  process.stdout.write(String(peakKb / 1024));`;

/** Optimized code of the database takes 700 MB and more for a moment, a cache of 128 MB for ever. */
const MOST_MB = 300;

test('the embedded database takes less than 300 MB at work', () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-memory-'));
  const dataDir = fillDataDir(join(folder, 'data'));
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', WORK];
  const peak = execFileSync(process.execPath, [...flags, dataDir], { env: childEnvironment, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(Number(peak)).toBeGreaterThan(50);
  expect(Number(peak)).toBeLessThan(MOST_MB);
});
