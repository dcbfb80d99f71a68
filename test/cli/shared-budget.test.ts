import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/base/log.ts';
import { Secret } from '../../src/base/secret.ts';
import { openBudget } from '../../src/cli/shared-budget.ts';
import { doorOf, openDoor } from '../../src/cli/store/door.ts';
import type { SlotLedger } from '../../src/omni/slot-ledger.ts';
import { reserveSlot } from '../../src/store/key-slots.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createServerDatabase, useDatabase } from '../support/databases.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const REQUEST = { keyIds: ['a key'], gapMs: 600_000, perMinute: 60, needs: 0, maxWaitMs: 1_000_000 };
const db = useDatabase();
let dataDir: string;
const closing: (() => unknown)[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'budget-'));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The budget of a command that begins now. */
function command(databaseUrl?: Secret, folder = dataDir): SlotLedger {
  const { ledger, close } = openBudget({ databaseUrl, dataDir: folder }, virtualClock());
  closing.push(close);
  return ledger;
}

/** Whether somebody has taken a slot of the key before. */
const waits = async (ledger: SlotLedger): Promise<boolean> => {
  const slot = await ledger.reserve(REQUEST);
  return !('waitMs' in slot) || slot.waitMs > 0;
};

describe('a command that asks Omni shares the minute of each key', () => {
  test('with the connector that holds the embedded database, through its door', async () => {
    closing.push(await openDoor(dataDir, db(), createLog('silent')));
    await reserveSlot(db(), REQUEST);
    expect(await waits(command())).toBe(true);
    await command().slowDown({ keyId: 'another', reservedAt: 0, backoffMs: 600_000 });
    expect(await reserveSlot(db(), { ...REQUEST, keyIds: ['another'], maxWaitMs: 0 })).toMatchObject({
      fullForMs: expect.any(Number),
    });
  });

  test('and gives back through the door what it does not need', async () => {
    closing.push(await openDoor(dataDir, db(), createLog('silent')));
    const slot = await command().reserve({ ...REQUEST, needs: 4 });
    const { keyId, more } = { keyId: '', more: [], ...slot };
    expect(more).toHaveLength(3);
    await command().giveBack({ keyId, gapMs: REQUEST.gapMs, times: more });
    const next = await reserveSlot(db(), REQUEST);
    expect('waitMs' in next && next.waitMs).toBeLessThanOrEqual(REQUEST.gapMs);
  });

  test('also of a connector of before slots were taken together', async () => {
    const server = createServer((_request, response) => {
      response.end('{"keyId":"a key","waitMs":0,"earlyMs":0,"reservedAt":5}\n');
    }).listen(doorOf(dataDir));
    closing.push(() => server.close());
    await once(server, 'listening');
    expect(await command().reserve(REQUEST)).toEqual({
      keyId: 'a key',
      waitMs: 0,
      earlyMs: 0,
      reservedAt: 5,
      more: [],
    });
  });

  test('with all that work with one server', async () => {
    const databaseUrl = await createServerDatabase();
    const database = await openDatabase({ databaseUrl, dataDir });
    closing.push(() => database.close());
    expect(await waits(command(databaseUrl))).toBe(false);
    expect(await waits(command(databaseUrl))).toBe(true);
    expect(await reserveSlot(database, { ...REQUEST, maxWaitMs: 0 })).toMatchObject({ fullForMs: expect.any(Number) });
  });

  test('with nobody where no connector can be reached: it counts its own requests, and makes nothing', async () => {
    const unreachable = new Secret('postgres://nobody@127.0.0.1:1/nowhere');
    for (const alone of [command(undefined, join(dataDir, 'absent')), command(unreachable)]) {
      expect([await waits(alone), await waits(alone)]).toEqual([false, true]);
    }
    expect(existsSync(join(dataDir, 'absent'))).toBe(false);
  });

  test('with nobody any more once the connector has stopped', async () => {
    const close = await openDoor(dataDir, db(), createLog('silent'));
    const ledger = command();
    await ledger.reserve(REQUEST);
    await close();
    expect([await waits(ledger), await waits(ledger)]).toEqual([false, true]);
  });
});
