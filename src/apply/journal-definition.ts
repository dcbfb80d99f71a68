import type { Attribute } from '../push/attribute.ts';
import type { AuditOutcome } from '../store/audit-entry.ts';
import { forgetReferenceValues } from '../store/forget-reference-values.ts';
import type { ApplyContext } from './context.ts';
import { journalWrite } from './journal-write.ts';

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
  const reference = (after ?? before)?.reference ?? '';
  const change = { reference, before: auditValue(before), after: auditValue(after) };
  const close = await journalWrite(context, { userName: '', changes: [change] });
  return (outcome: AuditOutcome | 'nothing'): Promise<void> =>
    close(outcome === 'nothing' ? outcome : () => outcome, (queries) => forgetReferenceValues(queries, reference));
}
