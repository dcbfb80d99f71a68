import type { Database } from '../database.ts';
import { fillEmbeddedDatabase } from '../embedded-database.ts';
import { type OpenDatabaseOptions, withAuditKeys } from '../open-database.ts';
import { openPgDatabase } from '../pg-database.ts';
import { serverProblem } from '../server-problem.ts';
import { type Loaded, loadBackup } from './load-backup.ts';

/**
 * Makes the database of the settings of a backup. It must not be there yet.
 *
 * @param then runs before any of it can be seen
 * @throws BadBackup; StartProblem
 */
export async function restoreInto(
  { databaseUrl, dataDir, auditKeys = [] }: OpenDatabaseOptions,
  lines: AsyncIterator<string>,
  then: (database: Database) => Promise<void>,
): Promise<Loaded> {
  const load = (database: Database) => loadBackup(withAuditKeys(database, auditKeys), lines, then);
  if (!databaseUrl) return await fillEmbeddedDatabase(dataDir, load);
  const database = openPgDatabase(databaseUrl, { lost: () => undefined });
  try {
    return await load(database);
  } catch (thrown) {
    throw serverProblem(thrown, databaseUrl.reveal());
  } finally {
    await database.close();
  }
}
