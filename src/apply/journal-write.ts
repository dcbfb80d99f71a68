import { randomUUID } from 'node:crypto';
import type { Change } from '../push/changes.ts';
import { appendAudit } from '../store/audit.ts';
import type { AuditOutcome } from '../store/audit-entry.ts';
import type { Queries } from '../store/database.ts';
import { closeIntent, openIntent } from '../store/write-intents.ts';
import type { ApplyContext } from './context.ts';

/** Who is named in the audit log, and where that is. */
export type JournalContext = Pick<ApplyContext, 'database' | 'clock' | 'caller' | 'requestId' | 'action'>;

/** A write that no lease of a user covers: of a definition in Omni, or of anything in Okta. */
export interface JournaledWrite {
  /** Empty for a definition. */
  readonly userName: string;
  readonly changes: readonly Change[];
}

/** What became of each reference; "nothing" when it surely did not happen. */
export type JournalEnd = ((reference: string) => AuditOutcome) | 'nothing';

/**
 * Commits the intent of a write before the request leaves.
 *
 * @returns records what became of it in place of the intent; `also` runs in the same transaction
 */
export async function journalWrite(context: JournalContext, { userName, changes }: JournaledWrite) {
  const { database, clock, caller, requestId, action } = context;
  const who = { requestId, clientId: caller.clientId, action, userName, omniUserId: '' };
  const id = randomUUID();
  await openIntent(database, { ...who, id, at: clock.now(), changes });

  return async (end: JournalEnd, also: (queries: Queries) => Promise<void> = async () => undefined): Promise<void> => {
    await database.transaction(async (queries) => {
      if (!(await closeIntent(queries, id)) || end === 'nothing') return;
      await also(queries);
      const at = clock.now();
      await appendAudit(
        queries,
        changes.map((change) => ({ ...who, ...change, at, outcome: end(change.reference) })),
      );
    });
  };
}
