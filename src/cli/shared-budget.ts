import type { Clock } from '../base/clock.ts';
import type { StoreSettings } from '../config/store-settings.ts';
import { localLedger } from '../omni/local-ledger.ts';
import type { SlotLedger } from '../omni/slot-ledger.ts';
import type { Database } from '../store/database.ts';
import { type Slot, slotLedger } from '../store/key-slots.ts';
import { openPgDatabase } from '../store/pg-database.ts';
import { askDoor } from './store/on-store.ts';

/** A budget of requests, and what ends its connection. */
export interface OpenBudget {
  readonly ledger: SlotLedger;
  close(): Promise<void>;
}

/** The budget of a connector that holds the embedded database. */
const doorLedger = (dataDir: string): SlotLedger => ({
  // A connector of before slots were taken together tells of no more.
  reserve: async (request) => ({
    more: [],
    ...(await askDoor<'reserve-slot', Slot>(dataDir, 'reserve-slot', request)),
  }),
  slowDown: (refused) => askDoor(dataDir, 'slow-down', refused),
  giveBack: (unused) => askDoor(dataDir, 'give-back', unused),
});

/** A budget that is shared for as long as it can be reached, and from its first failure on that of this process. */
function asLongAsReached(shared: SlotLedger, own: SlotLedger): SlotLedger {
  let ledger = shared;
  const orOwn = async <T>(ask: (of: SlotLedger) => Promise<T>): Promise<T> => {
    const asked = ledger;
    try {
      return await ask(asked);
    } catch (thrown) {
      if (asked === own) throw thrown;
      ledger = own;
      return await ask(own);
    }
  };
  return {
    reserve: (request) => orOwn((of) => of.reserve(request)),
    slowDown: (refused) => orOwn((of) => of.slowDown(refused)),
    giveBack: (unused) => orOwn((of) => of.giveBack(unused)),
  };
}

/**
 * The budget of Omni's keys for a command that only looks: that of the connector, in its database or through its door,
 * so that both together keep Omni's limit. Where neither can be reached, nobody knows of a connector, and the command
 * counts its own requests. Nothing is made for it, neither a table nor a folder.
 */
export function openBudget(
  { databaseUrl, dataDir }: Pick<StoreSettings, 'databaseUrl' | 'dataDir'>,
  clock: Clock,
): OpenBudget {
  const own = localLedger(clock);
  if (!databaseUrl) return { ledger: asLongAsReached(doorLedger(dataDir), own), close: async () => undefined };
  const database: Database = openPgDatabase(databaseUrl, { lost: () => undefined });
  return { ledger: asLongAsReached(slotLedger(database), own), close: () => database.close() };
}
