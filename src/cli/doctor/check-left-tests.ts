import type { Settings } from '../../config/settings.ts';
import { openWriteTests } from '../../store/write-tests.ts';
import { type Finding, look, Wrong } from './finding.ts';
import { withTables } from './known-facts.ts';

/**
 * A test of a write that was cut off has left its value with a user. Where the database is no server, `serve` says it.
 */
export async function checkLeftTests(settings: Settings): Promise<Finding[]> {
  const left = await withTables(settings, openWriteTests).catch(() => undefined);
  if (!left || left.length === 0) return [];
  const names = left.map(({ userName, reference }) => `${userName} ${reference}`).join(', ');
  const wrong = new Wrong(
    `A write test was cut off, or runs now: ${names}.`,
    'If none runs, repeat it: it puts the value back first.',
  );
  return [await look('Write test', () => Promise.reject(wrong))];
}
