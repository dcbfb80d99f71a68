import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { openIntent } from '../../src/store/write-intents.ts';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until } from '../support/until.ts';
import { ADA, auditRows, expectTidy, held, ok, seed, setValues } from './set-up.ts';

const start = useConnector();

describe('two replicas on one database', () => {
  test('write to one user one after the other, and of wishes at once the one accepted last stays', async () => {
    const c = await start();
    const other = await start({ omni: c.omni });
    seed(c);
    const regions = [...Array(6).keys()].map((n) => `r${n}`);
    const answers = await Promise.all(regions.map((region, n) => setValues(n % 2 ? c : other, { region })));
    // Who comes to the user after a later wish has written writes nothing.
    for (const answer of answers) {
      const { changed, verified, skippedReason } = ok(answer);
      expect([changed, verified, skippedReason]).toEqual(
        skippedReason === '' ? [true, true, ''] : [false, false, 'superseded'],
      );
    }
    const rows = await auditRows(c);
    const written = answers.flatMap(({ body }, n) => (body.changed ? [regions[n]] : []));
    expect(rows.map(({ after }) => after[0]).sort()).toEqual(written.sort());
    // Each write saw what the one before it had left behind: no write got in between.
    expect(rows.map(({ before }) => before)).toEqual([[], ...rows.slice(0, -1).map(({ after }) => after)]);
    expect(held(c).region).toBe(rows.at(-1)?.after[0]);
    const { database } = c.connector.services;
    expect(await database.query('SELECT wished FROM connector.user_values')).toEqual([{ wished: [held(c).region] }]);
    await expectTidy(c, ['region']);
  });

  test('share what an event has done', async () => {
    const c = await start();
    const other = await start({ omni: c.omni });
    seed(c);
    const event = { eventId: 'e1', eventTime: '2026-11-23T10:00:00Z' };
    ok(await setValues(c, { region: 'emea' }, event));
    expect(ok(await setValues(other, { region: 'emea' }, event))).toMatchObject({ skippedReason: 'duplicate-event' });
  });
});

test('a write that an earlier stop cut off is in the audit after the next start, once', async () => {
  const c = await start();
  seed(c);
  const { database } = c.connector.services;
  const who = {
    requestId: randomUUID(),
    clientId: 'client',
    action: 'set-user-values',
    userName: ADA,
    omniUserId: 'u1',
  };
  const changes = [
    { reference: 'flag', before: [], after: ['x'] },
    { reference: 'region', before: ['emea'], after: ['apac'] },
  ];
  await openIntent(database, { ...who, id: randomUUID(), at: Date.now() - 120_000, changes });
  await start({ omni: c.omni });
  await start({ omni: c.omni });
  expect(await auditRows(c)).toMatchObject(
    changes.map((change) => ({ ...change, action: 'set-user-values', userName: ADA, outcome: 'interrupted' })),
  );
  await expectTidy(c, []);
});

test('a write that another replica is busy with is not taken for cut off', async () => {
  const c = await start({ clock: quickClock() });
  seed(c);
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
  const calling = setValues(c, { region: 'emea' });
  await until(() => c.omni.log.count({ method: 'PATCH' }) > 0);
  await start({ omni: c.omni });
  goOn();
  expect(ok(await calling)).toMatchObject({ verified: true });
  expect(await auditRows(c)).toMatchObject([{ outcome: 'verified' }]);
});
