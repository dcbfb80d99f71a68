import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { putBack } from '../../src/apply/put-back.ts';
import { settleAbandonedIntents } from '../../src/apply/recover-intents.ts';
import { acquireLease, userLease } from '../../src/store/leases.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { openIntent } from '../../src/store/write-intents.ts';
import { ADA, auditRows, held, ok, seed, setValues, writeCount } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { databases } from '../support/databases.ts';
import { expectError } from '../support/expect-error.ts';
import { moveValues } from '../support/move-values.ts';

describe.each(databases)('putting back on %s', (_, open) => {
  const start = useConnector(open);

  /**
   * Ada holds "a", which somebody has asked for who is not remembered any more. An open write of "a" is older than the
   * newest wish that is remembered, "b".
   */
  async function openWrite(c: ConnectorUnderTest): Promise<void> {
    const { database } = c.connector.services;
    seed(c, { region: 'a' });
    const omniUserId = c.omni.findUser(ADA)?.id ?? '';
    const place = await takePlace(database, { userName: ADA, references: ['region'] });
    const lease = await acquireLease(database, { name: userLease(ADA), owner: randomUUID(), leaseMs: 60_000 });
    await openIntent(database, {
      id: randomUUID(),
      at: Date.now(),
      requestId: 'request',
      clientId: 'client',
      action: 'set-user-values',
      userName: ADA,
      omniUserId,
      changes: [{ reference: 'region', before: [], after: ['a'] }],
      lease: lease ?? { name: '', fence: 0 },
      place,
    });
    await moveValues(database, omniUserId, await takePlace(database, { userName: ADA, references: ['region'] }), [
      { reference: 'region', wished: ['b'], held: ['b'], sent: true },
    ]);
  }

  /** Lets every open write be as old as it must be to be looked after. */
  async function settle({ connector: { services } }: ConnectorUnderTest): Promise<void> {
    await services.database.query('UPDATE connector.write_intents SET noted_at = noted_at - 60000');
    await settleAbandonedIntents(services);
  }

  test('an open write is noted at once, whoever held its lease, and settled by a look that writes nothing', async () => {
    const c = await start();
    const { database } = c.connector.services;
    await openWrite(c);
    expect(await putBack(c.connector.services)).toMatchObject({ writes: 1 });
    expect(await auditRows(c)).toMatchObject([{ reference: 'region', outcome: 'interrupted' }]);
    await settle(c);
    expect(await database.query('SELECT FROM connector.write_intents')).toEqual([]);
    expect(writeCount(c)).toBe(0);
    expect(held(c).region).toBe('a');
  });

  test('without that the same write counts as late, and the newest wish is written again', async () => {
    const c = await start();
    await openWrite(c);
    await c.connector.services.database.query('DELETE FROM connector.leases');
    await settleAbandonedIntents(c.connector.services);
    await settle(c);
    expect(held(c).region).toBe('b');
  });

  test('plans have ended', async () => {
    const c = await start();
    seed(c);
    const plan = ok(await c.call('plan-push', { rows: [{ userName: ADA, values: { region: 'emea' } }] }));
    expect(await putBack(c.connector.services)).toMatchObject({ plans: 1 });
    const { planId, planHash } = plan;
    const error = expectError(await c.call('apply-plan', { planId, planHash }), 404, 'PLAN_NOT_FOUND');
    expect(error.message).toContain('put back');
    expect(writeCount(c)).toBe(0);
  });

  test('a single call reads before it says anything', async () => {
    const c = await start();
    seed(c);
    ok(await setValues(c, { seats: 5 }));
    await putBack(c.connector.services);
    // Omni shows the default: whether it is Ada's own is not remembered any more.
    c.omni.switches.readDefaults = 'yes';
    c.omni.setValue(ADA, 'seats', null);
    expect(ok(await setValues(c, { seats: 5 }))).toMatchObject({ changed: true, verified: true });
    expect(held(c).seats).toBe(5);
  });
});
