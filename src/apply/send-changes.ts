import { ConnectorError } from '../errors/connector-error.ts';
import { UncertainOutcome } from '../omni/requester.ts';
import type { OmniUser } from '../omni/scim.ts';
import { toWire, type WireValue } from '../omni/wire-value.ts';
import type { Attribute } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import type { ApplyContext } from './context.ts';
import type { Lease } from './lease.ts';
import { type ChangeOutcome, readBack } from './read-back.ts';

/** Changes of one user, noted and ready to be sent. */
export interface UserChanges {
  readonly user: Pick<OmniUser, 'id' | 'userName'>;
  readonly changes: readonly Change[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** False: an accepted write is not read back now; its outcome is "unverified" until somebody reads the user. */
  readonly verify: boolean;
}

/** What became of the changes of one user. */
export interface Sent {
  readonly outcomes: ReadonlyMap<string, ChangeOutcome>;
  /** A request broke off and may still be on its way, whatever was read since. */
  readonly mayComeLate: boolean;
}

/** What a request needs of the lease before it leaves: the time in which Omni usually has worked on it. */
const REQUEST_MS = 5_000;

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

/** Nobody can tell whether a write has happened. */
export const inDoubt = (cause: Error) => new ConnectorError('OMNI_WRITE_UNCERTAIN', {}, [], { cause });

/**
 * Sends until it is known whether Omni has the values: an uncertain write is settled by reading, and repeated once if
 * it did nothing, since it has the same end state. Once a write is in doubt, no refusal of its repeat ends that doubt.
 *
 * @throws ConnectorError OMNI_WRITE_UNCERTAIN when neither the write nor the reading gives an answer; LeaseLost before
 *   anything has left
 */
export async function sendChanges(context: ApplyContext, lease: Lease, work: UserChanges): Promise<Sent> {
  const values = wireValues(work);
  // After the wait for its turn: a process may have been stalled, and others have written meanwhile.
  const ready = () => lease.ensure(REQUEST_MS);
  for (let tries = 0; ; tries += 1) {
    // Said before the request leaves: while it hangs, nobody knows.
    context.omni.progress('the values may have been sent and may be in place, but they were not read back');
    const sent = await context.omni.patchUser(work.user, values, ready).catch((thrown: unknown) => {
      if (thrown instanceof UncertainOutcome) return thrown;
      if (tries > 0 && thrown instanceof ConnectorError) throw inDoubt(thrown);
      throw thrown;
    });
    const isUncertain = sent instanceof UncertainOutcome;
    const mayComeLate = isUncertain || tries > 0;
    if (!isUncertain && !work.verify) return { outcomes: every(work.changes, 'unverified'), mayComeLate };
    const outcomes = await readBack(context, work.user.id, work.changes, work.attributes, !isUncertain);
    const found = [...outcomes.values()];
    const allVerified = found.every((outcome) => outcome === 'verified');
    if (!isUncertain && allVerified) await context.omni.keepPatchForm(sent);
    if (!isUncertain || allVerified) return { outcomes, mayComeLate };
    if (tries > 0 || found.includes('unverified')) throw inDoubt(sent);
  }
}
