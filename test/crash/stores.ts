import type { Secret } from '../../src/base/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createServerDatabase } from '../support/databases.ts';

/**
 * A database for processes of the connector, which the test opens as well: the embedded one while no process has it.
 */
export interface Store {
  /** For the environment of the processes. */
  readonly settings: Readonly<Record<string, string>>;
  open(): Promise<Database>;
}

/** An embedded database in this folder. */
export const embeddedStore = (dataDir: string): Store => ({
  settings: { DATA_DIR: dataDir },
  open: () => openDatabase({ dataDir }),
});

/** The server ends the transaction of a test that a busy machine holds up for seconds; then once more. */
const TRIES = 5;

/** A database on the PostgreSQL server of this address. */
export const serverStoreAt = (databaseUrl: Secret): Store => ({
  settings: { DATABASE_URL: databaseUrl.reveal() },
  async open() {
    for (let tried = 1; ; tried += 1) {
      try {
        return await openDatabase({ databaseUrl, dataDir: 'unused' });
      } catch (thrown) {
        if (tried === TRIES) throw thrown;
      }
    }
  },
});

/** A new database on the PostgreSQL server of the run. */
export const serverStore = async (): Promise<Store> => serverStoreAt(await createServerDatabase());
