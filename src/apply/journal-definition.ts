import { randomUUID } from 'node:crypto';
import type { Attribute } from '../push/attribute.ts';
import { appendAudit } from '../store/audit.ts';
import type { AuditOutcome } from '../store/audit-entry.ts';
import { forgetReferenceValues } from '../store/user-values.ts';
import { closeIntent, openIntent } from '../store/write-intents.ts';
import type { ApplyContext } from './context.ts';

/** A definition in the audit log: its JSON, as the one value of its reference. */
const auditValue = (attribute: Attribute | undefined): string[] => (attribute ? [JSON.stringify(attribute)] : []);

/**
 * Commits the intent of a write to a definition before the request leaves.
 *
 * @param before the definition as it was; undefined when it is created
 * @param after the definition as it is to be; undefined when it is deleted
 * @returns records what became of the write in place of the intent; "nothing" when it surely did not happen
 */
export async function journalDefinition(
  context: ApplyContext,
  before: Attribute | undefined,
  after: Attribute | undefined,
) {
  const { database, clock, caller, requestId, action } = context;
  const reference = (after ?? before)?.reference ?? '';
  const change = { reference, before: auditValue(before), after: auditValue(after) };
  const who = { requestId, clientId: caller.clientId, action, userName: '', omniUserId: '' };
  const id = randomUUID();
  await openIntent(database, { ...who, id, at: clock.now(), changes: [change] });

  return async (outcome: AuditOutcome | 'nothing'): Promise<void> => {
    await database.transaction(async (queries) => {
      if (!(await closeIntent(queries, id)) || outcome === 'nothing') return;
      await forgetReferenceValues(queries, reference);
      await appendAudit(queries, [{ ...who, ...change, at: clock.now(), outcome }]);
    });
  };
}
