import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { fillDataDir } from '../../support/embedded-copies.ts';
import { embeddedStore, type Store, serverStore } from '../stores.ts';

/** Both kinds of database, for `describe.each`: each makes new ones, by names of their own. Removed at the end. */
export function useStores(): readonly (readonly [label: string, create: (name: string) => Promise<Store>])[] {
  const parent = mkdtempSync(join(tmpdir(), 'everything-test-'));
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  return [
    ['the embedded database', async (name) => embeddedStore(fillDataDir(join(parent, name)))],
    ['a PostgreSQL server', serverStore],
  ];
}
