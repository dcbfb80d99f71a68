import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAudit } from '../../src/store/audit.ts';
import { endLine } from '../../src/store/backup/format.ts';
import { loadBackup } from '../../src/store/backup/load-backup.ts';
import { writeBackup } from '../../src/store/backup/write-backup.ts';
import type { Database } from '../../src/store/database.ts';
import { isMigrated, migrate, stepHash } from '../../src/store/migrate.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { openPgDatabase } from '../../src/store/pg-database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { auditEntries } from '../store/audit-entries.ts';
import { createBareServerDatabase, crossedDatabases, openTestDatabase, useDatabase } from '../support/databases.ts';
import { RUNS } from '../support/runs.ts';
import { backupOf, contentOf, each, furnish } from './set-up.ts';

const nothing = async () => undefined;
const openBare = async (): Promise<Database> =>
  openPgDatabase(await createBareServerDatabase(), { lost: () => undefined });

/** The lines with a checksum that fits them, as somebody makes it who knows the format. */
function sealed(lines: readonly string[]): string[] {
  const hash = createHash('sha256');
  for (const line of lines.slice(0, -1)) hash.update(line).update('\n');
  const { sequences } = JSON.parse(lines.at(-1) ?? '');
  const rows = lines.filter((line) => line.startsWith('[')).length;
  return [...lines.slice(0, -1), JSON.stringify(endLine(hash, { sequences, rows }))];
}

/** For whom the tables are in the way: they are the connector's, and it has none. */
async function emptied(open: () => Promise<Database>): Promise<Database> {
  const database = await open();
  await database.script('DROP SCHEMA connector CASCADE');
  return database;
}

describe.each(crossedDatabases)('a backup of %s', (_, open) => {
  const db = useDatabase(open);

  test.each(crossedDatabases)(
    'restored into %s is the same, row by row, and goes on with the same numbers',
    async (_, target) => {
      await furnish(db());
      const other = await emptied(target);
      const lines = await backupOf(db());
      const { rows } = await loadBackup(other, each(lines), nothing);
      expect(rows).toBe(lines.filter((line) => line.startsWith('[')).length);
      expect(await contentOf(other)).toEqual(await contentOf(db()));
      expect(await verifyAudit(other)).toMatchObject({ ok: true, checked: 6 });
      await other.transaction((queries) => appendAudit(queries, auditEntries(1)));
      expect(await verifyAudit(other)).toMatchObject({ ok: true, checked: 7 });
      await other.close();
    },
  );
});

describe('what is restored', () => {
  let source: Database;
  let lines: string[];
  let target: Database;
  const load = (given: readonly string[]) => loadBackup(target, each(given), nothing);
  const isUntouched = async () => !(await isMigrated(target));

  beforeAll(async () => {
    source = await openTestDatabase();
    await furnish(source);
    lines = await backupOf(source);
    target = await openBare();
  });
  afterAll(async () => {
    await source.close();
    await target.close();
  });

  test('is of one moment, whatever was written while the backup was made', async () => {
    const busy = await openTestDatabase();
    await furnish(busy);
    const { sequences: _then, ...before } = await contentOf(busy);
    const seen: string[] = [];
    await writeBackup(busy, async (line) => {
      // Each of these belongs to several tables.
      if (seen.length % 5 === 1) await furnish(busy);
      seen.push(line);
    });
    const restored = await openBare();
    await loadBackup(restored, each(seen), nothing);
    const { sequences: _now, ...after } = await contentOf(restored);
    expect(after).toEqual(before);
    // The numbers that were given meanwhile are not given again.
    await furnish(restored);
    await busy.close();
    await restored.close();
  });

  test('is nothing of a backup that was cut off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: lines.length - 1 }), async (length) => {
        await expect(load(lines.slice(0, length))).rejects.toThrow(/cut off|empty/);
        expect(await isUntouched()).toBe(true);
      }),
      { numRuns: RUNS / 40 },
    );
  });

  test('is nothing of one of which a character was changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: lines.length - 1 }), fc.nat(), async (index, place) => {
        const line = lines[index] ?? '';
        const at = place % line.length;
        const changed = line.slice(0, at) + (line[at] === '7' ? '8' : '7') + line.slice(at + 1);
        await expect(load(lines.with(index, changed))).rejects.toThrow();
        expect(await isUntouched()).toBe(true);
      }),
      { numRuns: RUNS / 20 },
    );
  });

  test('is nothing of one that counts its rows otherwise, or not at all', async () => {
    const end = lines.at(-1) ?? '';
    for (const changed of [end.replace('"rows":', '"ro7s":'), end.replace('"rows":', '"rows":7')])
      await expect(load(lines.with(-1, changed))).rejects.toThrow('its checksum does not fit');
    expect(await isUntouched()).toBe(true);
  });

  test('is nothing of one whose sequences were changed', async () => {
    const end = JSON.parse(lines.at(-1) ?? '');
    const earlier = { ...end, sequences: { ...end.sequences, wish_order: 1 } };
    await expect(load(lines.with(-1, JSON.stringify(earlier)))).rejects.toThrow('its checksum does not fit');
    expect(await isUntouched()).toBe(true);
  });

  test('is nothing of one that goes on after its end, or has a row, a table or a column too many', async () => {
    const behind = (start: string, more: string) =>
      lines.toSpliced(lines.findIndex((line) => line.startsWith(start)) + 1, 0, more);
    await expect(load([...lines, lines.at(-1) ?? ''])).rejects.toThrow('something follows its end');
    await expect(load(sealed(behind('{"table":"jobs"', '["1"]')))).rejects.toThrow('fits no table');
    await expect(load(sealed(behind('{"format"', '["1"]')))).rejects.toThrow('fits no table');
    const planted = { table: 'pg_authid', columns: ['rolname'] };
    await expect(load(sealed(behind('{"format"', JSON.stringify(planted))))).rejects.toThrow('pg_authid is none');
    const quoted = { table: 'leases', columns: ['name", "owner'] };
    await expect(load(sealed(behind('{"format"', JSON.stringify(quoted))))).rejects.toThrow('leases is none');
    expect(await isUntouched()).toBe(true);
  });

  test('is nothing when what has to happen before anybody sees it fails', async () => {
    const failing = async () => {
      throw new Error('not now');
    };
    await expect(loadBackup(target, each(lines), failing)).rejects.toThrow('not now');
    expect(await isUntouched()).toBe(true);
  });

  test('is refused of a newer version, and of another build', async () => {
    const head = JSON.parse(lines[0] ?? '');
    const newer = { ...head, version: '9.9.9', migrations: [...head.migrations, { name: '999-next', sha256: 'x' }] };
    await expect(load(sealed(lines.with(0, JSON.stringify(newer))))).rejects.toThrow(
      'it is of version 9.9.9, which has more tables than this one: take that version',
    );
    const other = { ...head, migrations: head.migrations.with(0, { ...head.migrations[0], sha256: 'x' }) };
    await expect(load(sealed(lines.with(0, JSON.stringify(other))))).rejects.toThrow('made by another build');
    await expect(load(['{"format":"another"}'])).rejects.toThrow('it is no backup that this version knows');
  });

  test('of an earlier version has its tables brought up to date', async () => {
    const old = await openBare();
    const steps = MIGRATIONS.slice(
      0,
      MIGRATIONS.findIndex(({ name }) => name === '009-audit-keys'),
    );
    await migrate(old, steps);
    await old.query(
      `INSERT INTO connector.omni_users (user_name_key, omni_user_id, seen_at) VALUES ('ada@acme.example', 'id-1', 1)`,
    );
    const older = await backupOf(old);
    await old.close();
    const restored = await openBare();
    await loadBackup(restored, each(older), nothing);
    const names = await restored.query('SELECT name, sha256 FROM connector.migrations ORDER BY name');
    expect(names).toEqual(MIGRATIONS.map(({ name, sql }) => ({ name, sha256: stepHash(sql) })));
    expect(await restored.query('SELECT omni_user_id AS id FROM connector.omni_users')).toEqual([{ id: 'id-1' }]);
    expect(await verifyAudit(restored)).toMatchObject({ ok: true });
    await restored.close();
  });

  test('of two at once into one database is one of them; the other finds it not empty', async () => {
    const [one, other] = await Promise.allSettled([load(lines), load(lines)]);
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(load(lines)).rejects.toThrow(
      'DATABASE_URL: the server holds a database of the connector already. Name a place where none has started.',
    );
    expect(await contentOf(target)).toEqual(await contentOf(source));
  });
});
