import { withLease } from '../../apply/lease.ts';
import { systemClock } from '../../base/clock.ts';
import type { Database } from '../../store/database.ts';
import { forgetInAudit } from '../../store/forget/forget-audit.ts';
import { type ForgottenRows, forgetRows, StillWritten } from '../../store/forget/forget-rows.ts';
import { findPerson, type PersonAsked, SeveralPeople } from '../../store/forget/person.ts';
import { userLease } from '../../store/leases.ts';

/** What became of somebody who was forgotten. */
export interface Forgotten extends ForgottenRows {
  /** Entries of the audit log that were theirs. */
  readonly audit: number;
}

const PATIENCE_MS = 5_000;

const busy = () => new Error('A value of theirs is being written now. Try again in a moment; nothing was forgotten.');

/** Runs work while nobody writes to any of the names. */
async function whileNobodyWrites<T>(database: Database, names: readonly string[], work: () => Promise<T>): Promise<T> {
  const [name, ...others] = names;
  if (name === undefined) return await work();
  const lease = { name: userLease(name), until: systemClock.now() + PATIENCE_MS, busy };
  return await withLease({ database, clock: systemClock }, lease, () => whileNobodyWrites(database, others, work));
}

function explain(thrown: unknown): never {
  if (thrown instanceof SeveralPeople) {
    throw new Error(`Several people had this name. Name one by the id: forget --id ${thrown.ids.join(' | ')}`);
  }
  if (!(thrown instanceof StillWritten)) throw thrown;
  const reason =
    thrown.jobIds.length === 0
      ? 'A write of theirs is not settled yet, which takes about a minute while the connector runs'
      : `Jobs that are open name them: wait for their end, or cancel ${thrown.jobIds.join(', ')}`;
  throw new Error(`${reason}. Nothing was forgotten.`);
}

/**
 * Removes somebody from the database. Refuses as long as anything is still to be written to them.
 *
 * @throws Error in one line for the operator
 */
export async function forgetPerson(database: Database, asked: PersonAsked): Promise<Forgotten> {
  try {
    const { names } = await findPerson(database, asked);
    // In one order, so that two of these do not wait for each other.
    return await whileNobodyWrites(database, names.toSorted(), async () => {
      const person = await findPerson(database, asked);
      const rows = await forgetRows(database, person);
      return { ...rows, audit: await forgetInAudit(database, person, systemClock.now()) };
    });
  } catch (thrown) {
    return explain(thrown);
  }
}
