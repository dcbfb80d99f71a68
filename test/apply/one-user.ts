import { randomUUID } from 'node:crypto';
import { askForLease, Lease } from '../../src/apply/lease.ts';
import type { Wish } from '../../src/apply/wish.ts';
import type { AttributeValue } from '../../src/push/attribute.ts';
import type { Change } from '../../src/push/changes.ts';
import type { Place } from '../../src/push/place.ts';
import { acquireLease, busyUsers, userLease } from '../../src/store/leases.ts';
import { lockValuesOfUsers, placeUserValues } from '../../src/store/placed-values.ts';
import { type UserValues, valuesOfUser } from '../../src/store/user-values.ts';
import { listIntentsOf, type OpenIntent } from '../../src/store/write-intents.ts';
import { useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';

export const ADA = { id: 'ada', userName: 'Ada@acme.example' } as const;

/** What the clock of the process says, which stands; that of the database goes on. */
export const NOW = 1_700_000_000_000;
export const CLOCK = { now: () => NOW, sleep: async () => undefined };

/** Where wishes stand, by their numbers. The one that is written has 5. */
export const place = (seq: number): Place => ({ at: 1_000, seq });
export const OWN = place(5);

export const change = (reference: string, before: AttributeValue, after: AttributeValue): Change => ({
  reference,
  before,
  after,
});

/** A wish for values of the user, by reference. */
export const wishOf = (
  values: Readonly<Record<string, AttributeValue>>,
  attributes: Wish['attributes'],
  more: Partial<Wish> = {},
): Wish => ({
  id: randomUUID(),
  user: ADA,
  place: OWN,
  intents: Object.entries(values).map(([reference, value]) => ({ reference, value, coercedFrom: undefined })),
  attributes,
  verify: true,
  ...more,
});

/** One user of a database: what is known and noted of them, and who may write to them. */
export function useOneUser() {
  const db = useDatabase();

  /** The lease of the user. @param shift of the time at which it was taken, ms */
  async function hold(shift = 0): Promise<Lease> {
    const held = await acquireLease(db(), askForLease(userLease(ADA.userName), CLOCK));
    if (!held) throw new Error('somebody holds the lease');
    return new Lease({ database: db(), clock: CLOCK }, { ...held, since: held.since + shift }, CLOCK.now());
  }
  const isHeld = async (): Promise<boolean> => (await busyUsers(db(), [ADA.userName])).size > 0;

  const moved = (seq: number, reference: string, wished: AttributeValue, held: AttributeValue | undefined) =>
    moveValues(db(), ADA.id, place(seq), [{ reference, wished, held, sent: true }]);
  /** A wish has sent a value and read it back. */
  const written = (seq: number, reference: string, value: AttributeValue) => moved(seq, reference, value, value);
  /** The same, and Omni does not show it yet. */
  const unseen = (seq: number, reference: string, value: AttributeValue) => moved(seq, reference, value, undefined);
  /** A wish has found a value in place by an earlier look: its place moves, and nothing else. */
  async function placed(seq: number, reference: string, wished: AttributeValue): Promise<void> {
    await lockValuesOfUsers(db(), [{ omniUserId: ADA.id, reference }]);
    await placeUserValues(db(), [{ omniUserId: ADA.id, reference, wished, place: place(seq) }]);
  }

  const values = (): Promise<UserValues> => valuesOfUser(db(), ADA.id);
  /** What is kept of a value, without times. */
  async function kept(reference: string) {
    const one = (await values()).get(reference);
    return one && { seq: one.place.seq, wished: one.wished, held: one.held, writtenSeq: one.writtenSeq };
  }
  /** The writes that are noted of the user. */
  const noted = (): Promise<OpenIntent[]> => listIntentsOf(db(), ADA.id);

  return { db, hold, isHeld, written, unseen, placed, values, kept, noted };
}
