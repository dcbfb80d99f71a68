import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { appendAudit } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { forgetUserValues } from '../store/verified-values.ts';
import { closeIntent, listOpenIntents } from '../store/write-intents.ts';

/** Longer than any call may take: an older intent belongs to a process that died. */
const ABANDONED_MS = 60_000;

/**
 * Turns writes that were cut off by a crash into audit rows with the outcome "interrupted": they may have happened.
 * The values themselves need nothing: a repeated call reads first.
 *
 * @param atStart the embedded database belongs to this process alone, so whatever is open at its start was cut off
 * @returns how many writes were found
 */
export async function recoverIntents(database: Database, clock: Clock, log: Log, atStart: boolean): Promise<number> {
  const all = atStart && database.kind === 'embedded';
  const before = all ? Number.MAX_SAFE_INTEGER : clock.now() - ABANDONED_MS;
  const intents = await listOpenIntents(database, before);
  for (const { id, changes, ...who } of intents) {
    await database.transaction(async (queries) => {
      if (!(await closeIntent(queries, id))) return;
      if (who.omniUserId) await forgetUserValues(queries, who.omniUserId);
      await appendAudit(
        queries,
        changes.map((change) => ({ ...who, ...change, outcome: 'interrupted' as const })),
      );
    });
    log.warn(
      { requestId: who.requestId, action: who.action },
      'a write was cut off by an earlier stop; it may have happened',
    );
  }
  return intents.length;
}
