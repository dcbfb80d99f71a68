import { randomUUID } from 'node:crypto';
import { beforeEach } from '@jest/globals';
import type { ApplyContext } from '../../src/apply/context.ts';
import type { Wish } from '../../src/apply/wish.ts';
import { createLog } from '../../src/base/log.ts';
import { createMetrics } from '../../src/base/metrics.ts';
import { Secret } from '../../src/base/secret.ts';
import { readAuditPage } from '../../src/store/audit-page.ts';
import { CLOCK, useOneUser, wishOf } from './one-user.ts';
import { OneUserOmni } from './one-user-omni.ts';

const log = createLog('silent');

/** One user of a database and of an Omni in memory, and whoever writes to them, with a clock that stands. */
export function useWriter() {
  const user = useOneUser();
  const { db } = user;
  let omni = new OneUserOmni();
  let metrics = createMetrics(false);
  beforeEach(() => {
    omni = new OneUserOmni();
    metrics = createMetrics(false);
  });

  /** @param more what the test is about */
  const context = (more: Partial<ApplyContext> = {}): ApplyContext => {
    const notifications = { on: ['alarm'], slackWebhook: new Secret(randomUUID()), email: undefined };
    const services = { database: db(), clock: CLOCK, log, metrics, settings: { notifications }, omni: omni.session() };
    const who = { caller: { clientId: 'flow' }, requestId: 'request-1', action: 'set-user-values', jobId: 'job-1' };
    return { ...services, ...who, resumed: false, ...more } as unknown as ApplyContext;
  };

  /** A wish for values of the user. */
  const wishFor = (values: Parameters<typeof wishOf>[0], more: Partial<Wish> = {}): Wish =>
    wishOf(values, omni.byReference, more);

  /** What the audit log tells, in its order. */
  const audited = async () => (await readAuditPage(db(), 0)).entries.map(({ row }) => row);
  /** How often that was counted. */
  async function counted(name: 'unverifiedWrites' | 'deferredWrites' | 'placesLost'): Promise<number> {
    return (await metrics[name].get()).values[0]?.value ?? 0;
  }

  return { ...user, omni: () => omni, context, wishFor, audited, counted };
}
