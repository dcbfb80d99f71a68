import { randomUUID } from 'node:crypto';
import { beforeEach } from '@jest/globals';
import type { ApplyContext } from '../../src/apply/context.ts';
import { askForLease, Lease } from '../../src/apply/lease.ts';
import type { Wish } from '../../src/apply/wish.ts';
import { createLog } from '../../src/base/log.ts';
import { createMetrics } from '../../src/base/metrics.ts';
import { Secret } from '../../src/base/secret.ts';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { readAuditPage } from '../../src/store/audit-page.ts';
import { acquireLease, busyUsers, userLease } from '../../src/store/leases.ts';
import { placeUserValues } from '../../src/store/placed-values.ts';
import { type UserValue, valuesOfUser } from '../../src/store/user-values.ts';
import { listIntentsOf } from '../../src/store/write-intents.ts';
import { useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { ADA, OneUserOmni } from './one-user-omni.ts';

/** What the process takes for the time; the database has its own. */
export const NOW = 1_700_000_000_000;
/** Where the wish of a test stands; `place(4)` came before it. */
export const place = (seq: number) => ({ at: 1_000, seq });
export const OWN = place(5);

const log = createLog('silent');

/** One user of a database and of an Omni in memory, and whoever writes to them, with a clock that stands. */
export function useWriter() {
  const db = useDatabase();
  let omni = new OneUserOmni();
  let metrics = createMetrics(false);
  beforeEach(() => {
    omni = new OneUserOmni();
    metrics = createMetrics(false);
  });
  const clock = { now: () => NOW, sleep: async () => undefined };

  /** @param more what the test is about */
  const context = (more: Partial<ApplyContext> = {}): ApplyContext => {
    const notifications = { on: ['alarm'], slackWebhook: new Secret(randomUUID()), email: undefined };
    const services = { database: db(), clock, log, metrics, settings: { notifications }, omni: omni.session() };
    const who = { caller: { clientId: 'flow' }, requestId: 'request-1', action: 'set-user-values', jobId: 'job-1' };
    return { ...services, ...who, resumed: false, ...more } as unknown as ApplyContext;
  };

  /** The lease of the user. @param shift of the time at which it was taken, ms */
  async function hold(shift = 0): Promise<Lease> {
    const held = await acquireLease(db(), askForLease(userLease(ADA.userName), clock));
    if (!held) throw new Error('somebody holds the lease');
    return new Lease({ database: db(), clock }, { ...held, since: held.since + shift }, clock.now());
  }

  /** A wish for values of the user. */
  const wishFor = (values: Record<string, AttributeValue>, more: Partial<Wish> = {}): Wish => ({
    id: randomUUID(),
    user: ADA,
    place: OWN,
    intents: Object.entries(values).map(([reference, value]) => ({ reference, value, coercedFrom: undefined })),
    attributes: omni.byReference,
    verify: true,
    ...more,
  });

  const moved = (seq: number, reference: string, wished: AttributeValue, held: AttributeValue | undefined) =>
    moveValues(db(), ADA.id, place(seq), [{ reference, wished, held, sent: true }]);
  /** Another wish has sent a value and read it back. */
  const written = (seq: number, reference: string, value: AttributeValue) => moved(seq, reference, value, value);
  /** The same, and Omni does not show it yet. */
  const unseen = (seq: number, reference: string, value: AttributeValue) => moved(seq, reference, value, undefined);
  /** Another wish has found a value in place by an earlier look: only its place moves. */
  async function placed(seq: number, reference: string, wished: AttributeValue): Promise<void> {
    await placeUserValues(db(), [{ omniUserId: ADA.id, reference, wished, place: place(seq) }]);
  }

  const known = () => valuesOfUser(db(), ADA.id);
  /** What is kept of a value, without times. */
  async function kept(reference: string): Promise<Partial<UserValue> | undefined> {
    const one = (await known()).get(reference);
    return one && { place: one.place, wished: one.wished, held: one.held, writtenSeq: one.writtenSeq };
  }
  /** What the audit log tells, in its order. */
  const audited = async () => (await readAuditPage(db(), 0)).entries.map(({ row }) => row);
  const noted = () => listIntentsOf(db(), ADA.id);
  const isHeld = async () => (await busyUsers(db(), [ADA.userName])).size > 0;
  /** How often that was counted. */
  async function counted(name: 'unverifiedWrites' | 'deferredWrites' | 'placesLost'): Promise<number> {
    return (await metrics[name].get()).values[0]?.value ?? 0;
  }

  const writes = { context, hold, wishFor, written, unseen, placed };
  return { db, omni: () => omni, ...writes, known, kept, audited, noted, isHeld, counted };
}
