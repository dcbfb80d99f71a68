import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Secret } from '../../src/base/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createServerDatabase } from '../support/databases.ts';

/** A database that can be copied while it is closed, and put back. */
export interface Copyable {
  open(): Promise<Database>;
  /** As it is now; close it before. */
  copy(): Promise<Copyable>;
  remove(): void;
}

function embeddedIn(dataDir: string): Copyable {
  return {
    open: () => openDatabase({ dataDir }),
    async copy() {
      const other = mkdtempSync(join(tmpdir(), 'connector-copy-'));
      cpSync(dataDir, other, { recursive: true });
      return embeddedIn(other);
    },
    remove: () => rmSync(dataDir, { recursive: true }),
  };
}

function serverAt(databaseUrl: Secret): Copyable {
  return {
    open: () => openDatabase({ databaseUrl, dataDir: 'unused' }),
    async copy() {
      const url = new URL(databaseUrl.reveal());
      const original = url.pathname.slice(1);
      url.pathname = `copy_${randomUUID().replaceAll('-', '')}`;
      const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
      await admin.connect();
      await admin.query(`CREATE DATABASE ${url.pathname.slice(1)} TEMPLATE ${original}`);
      await admin.end();
      return serverAt(new Secret(url.href));
    },
    remove: () => undefined,
  };
}

let empty: Promise<Copyable> | undefined;

/** A folder that is made once and copied: making one takes seconds. */
async function emptyFolder(): Promise<Copyable> {
  const folder = embeddedIn(mkdtempSync(join(tmpdir(), 'connector-')));
  await (await folder.open()).close();
  return folder;
}

async function embedded(): Promise<Copyable> {
  empty ??= emptyFolder();
  return await (await empty).copy();
}

/** Call it after all tests. */
export const removeCopies = async (): Promise<void> => (await empty)?.remove();

/** For `describe.each`. */
export const copyables: [label: string, create: () => Promise<Copyable>][] = [
  ['the embedded database', embedded],
  ['a PostgreSQL server', async () => serverAt(await createServerDatabase())],
];
