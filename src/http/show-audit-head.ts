import type { Services } from '../services.ts';
import { readAuditHead } from '../store/audit-head.ts';
import { logFailure } from '../store/log-failure.ts';

/** Enough to tell two ends apart; the log holds the whole hash. */
const SHOWN_CHARACTERS = 12;

/** Shows where the audit chain ends, so that a tail that is cut off shows. Without the database it is absent. */
export async function showAuditHead({ database, metrics, log }: Services): Promise<void> {
  const { auditHeadSeq, auditHead } = metrics;
  auditHeadSeq.reset();
  auditHead.reset();
  try {
    const { seq, hash } = await readAuditHead(database);
    auditHeadSeq.set({}, seq);
    auditHead.set({ hash: hash.slice(0, SHOWN_CHARACTERS) }, 1);
  } catch (err) {
    logFailure(log, { err }, 'the end of the audit log could not be read for /metrics');
  }
}
