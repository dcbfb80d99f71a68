import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import { UncertainOutcome } from '../omni/requester.ts';
import type { OmniUser } from '../omni/scim.ts';
import { toWire, type WireValue } from '../omni/wire-value.ts';
import type { Attribute } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { appendAudit } from '../store/audit.ts';
import type { AuditOutcome } from '../store/audit-entry.ts';
import type { Queries } from '../store/database.ts';
import { doubtUserValues, saveVerifiedValues } from '../store/verified-values.ts';
import { closeIntent, openIntent } from '../store/write-intents.ts';
import type { ApplyContext } from './context.ts';
import { type ChangeOutcome, readBack } from './read-back.ts';

/** Changes of one user, ready to be sent. */
export interface UserChanges {
  readonly user: Pick<OmniUser, 'id' | 'userName'>;
  readonly changes: readonly Change[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** False: an accepted write is not read back now; its outcome is "unverified" until somebody reads the user. */
  readonly verify: boolean;
  /** What else belongs into the transaction that records the outcomes, by reference. */
  readonly settle: (queries: Queries, outcomes: ReadonlyMap<string, AuditOutcome>) => Promise<void>;
}

/** Whether Omni took the value, as far as anybody knows. */
export const isTaken = (outcome: AuditOutcome | undefined): boolean =>
  outcome === 'verified' || outcome === 'unverified';

const every = (changes: readonly Change[], outcome: ChangeOutcome): Map<string, ChangeOutcome> =>
  new Map(changes.map(({ reference }) => [reference, outcome]));

function wireValues({ changes, attributes }: UserChanges): Map<string, WireValue> {
  return new Map(
    changes.flatMap(({ reference, after }) => {
      const attribute = attributes.get(reference);
      return attribute ? [[reference, toWire(attribute, after)] as const] : [];
    }),
  );
}

const inDoubt = (cause: Error) => new ConnectorError('OMNI_WRITE_UNCERTAIN', {}, [], { cause });

/**
 * Sends until it is known whether Omni has the values: an uncertain write is settled by reading, and repeated once if it
 * did nothing, since it has the same end state. Once a write is in doubt, no refusal of its repeat ends that doubt.
 *
 * @throws ConnectorError OMNI_WRITE_UNCERTAIN when neither the write nor the reading gives an answer
 */
async function sendAndSettle(context: ApplyContext, work: UserChanges): Promise<Map<string, ChangeOutcome>> {
  const values = wireValues(work);
  for (let tries = 0; ; tries += 1) {
    // Said before the request leaves: while it hangs, nobody knows.
    context.omni.progress('the values may have been sent and may be in place, but they were not read back');
    const sent = await context.omni.patchUser(work.user, values).catch((thrown: unknown) => {
      if (thrown instanceof UncertainOutcome) return thrown;
      if (tries > 0 && thrown instanceof ConnectorError) throw inDoubt(thrown);
      throw thrown;
    });
    if (!(sent instanceof UncertainOutcome) && !work.verify) return every(work.changes, 'unverified');
    const outcomes = await readBack(context, work.user.id, work.changes, work.attributes);
    const found = [...outcomes.values()];
    const allVerified = found.every((outcome) => outcome === 'verified');
    if (!(sent instanceof UncertainOutcome)) {
      if (allVerified) context.omni.keepPatchForm(sent);
      return outcomes;
    }
    if (allVerified) return outcomes;
    if (tries > 0 || found.includes('unverified')) throw inDoubt(sent);
  }
}

async function record(
  context: ApplyContext,
  intentId: string,
  work: UserChanges,
  outcomeOf: (reference: string) => AuditOutcome,
): Promise<void> {
  const { caller, requestId, action, database, clock } = context;
  const at = clock.now();
  const entries = work.changes.map(({ reference, before, after }) => ({
    at,
    requestId,
    clientId: caller.clientId,
    action,
    userName: work.user.userName,
    omniUserId: work.user.id,
    reference,
    before,
    after,
    outcome: outcomeOf(reference),
  }));
  const [verified, doubtful] = [true, false].map((wanted) =>
    entries.filter(({ outcome }) => (outcome === 'verified') === wanted),
  ) as [typeof entries, typeof entries];
  const values = (some: typeof entries) => new Map(some.map(({ reference, after }) => [reference, after]));
  await database.transaction(async (queries) => {
    if (!(await closeIntent(queries, intentId))) return;
    await doubtUserValues(queries, work.user.id, values(doubtful));
    await saveVerifiedValues(queries, work.user.id, values(verified), at);
    await work.settle(queries, new Map(entries.map(({ reference, outcome }) => [reference, outcome])));
    await appendAudit(queries, entries);
  });
  context.metrics.unverifiedWrites.inc(doubtful.length);
}

/**
 * Writes the changes of one user to Omni and finds out what became of them. The intent is committed before the request
 * leaves and replaced by audit rows afterwards, so a crash in between is never silent.
 *
 * @returns one outcome per reference
 * @throws ConnectorError when nothing was written, or OMNI_WRITE_UNCERTAIN when nobody can tell
 */
export async function sendChanges(context: ApplyContext, work: UserChanges): Promise<Map<string, ChangeOutcome>> {
  const { caller, requestId, action, database, clock } = context;
  const { user, changes } = work;
  const id = randomUUID();
  const intent = { id, at: clock.now(), requestId, clientId: caller.clientId, action, userName: user.userName };
  await openIntent(database, { ...intent, omniUserId: user.id, changes });
  try {
    const outcomes = await sendAndSettle(context, work);
    await record(context, id, work, (reference) => outcomes.get(reference) ?? 'unverified');
    return outcomes;
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    if (thrown.code === 'OMNI_WRITE_UNCERTAIN') await record(context, id, work, () => 'interrupted');
    else if (thrown.code !== 'STORE_UNAVAILABLE') await closeIntent(database, id);
    throw thrown;
  }
}
