import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { ADA, ahead, BEN, held, pushed, REPLICA, results, row, set, worldOf } from './set-up.ts';

const start = useConnector();
/** So many that the list is looked at. */
const ROWS = [ADA, BEN, 'cy@acme.example', 'di@acme.example'].map((userName) => row(userName, { region: 'amer' }));
const OMITTED = { switches: { listValues: 'omit' } } as const;

async function world(options: StartOptions = {}): Promise<ConnectorUnderTest> {
  const c = await worldOf(start, options);
  for (const userName of ['cy@acme.example', 'di@acme.example']) c.omni.addUser({ userName });
  return c;
}

const first = async (c: ConnectorUnderTest, jobId: string) => (await results(c, jobId))[0];

describe('an unchanged row says how that is known', () => {
  test('list: a page of the list has shown the values', async () => {
    const c = await world({ switches: { listValues: 'include' } });
    await pushed(c, ROWS);
    const { jobId } = await pushed(c, ROWS);
    expect(await first(c, jobId)).toMatchObject({ status: 'unchanged', truth: 'list', truthAt: '' });
  });

  test('remembered: lists leave the values out, and it was read back at the time that is told', async () => {
    const c = await world(OMITTED);
    const { clock } = c.connector.services;
    const before = clock.now();
    await pushed(c, ROWS, { verify: 'all' });
    const after = clock.now();
    const { jobId } = await pushed(c, ROWS);
    const { status, truth, truthAt = '' } = (await first(c, jobId)) ?? {};
    expect([status, truth]).toEqual(['unchanged', 'remembered']);
    expect(Date.parse(truthAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(truthAt)).toBeLessThanOrEqual(after);
  });

  test('read: verify "all" goes by nothing that is remembered, and finds what was changed by hand', async () => {
    const c = await world(OMITTED);
    await pushed(c, ROWS, { verify: 'all' });
    c.omni.setValue(BEN, 'region', 'by hand');
    const { jobId, ...counts } = await pushed(c, ROWS, { verify: 'all' });
    expect(counts).toMatchObject({ changedCount: 1, unchangedCount: 3 });
    expect((await results(c, jobId)).map(({ truth }) => truth)).toEqual(['read', 'read', 'read', 'read']);
    expect(held(c, BEN)).toEqual({ region: 'amer' });
  });
});

describe.each([20_000, -20_000, 240_000])('with a replica whose clock is %i ms ahead', (ms) => {
  test('a push by either never says unchanged over a wrong value', async () => {
    const c = await world({ ...OMITTED, ...REPLICA });
    const other = await start({ omni: c.omni, clock: ahead(ms) });
    for (const [one, next] of [
      [c, other],
      [other, c],
    ] as const) {
      await pushed(one, ROWS, { verify: 'all' });
      expect(await set(next, ADA, { region: 'by call' })).toMatchObject({ changed: true, verified: true });
      expect(await pushed(one, ROWS)).toMatchObject({ changedCount: 1, unchangedCount: 3 });
      expect(held(c)).toMatchObject({ region: 'amer' });
      expect(await set(one, ADA, { region: 'again' })).toMatchObject({ changed: true });
      expect(await pushed(next, ROWS)).toMatchObject({ changedCount: 1, unchangedCount: 3 });
      expect(held(c)).toMatchObject({ region: 'amer' });
    }
  });

  test('the wish that is accepted later wins, by whichever replica', async () => {
    const c = await world(REPLICA);
    const other = await start({ omni: c.omni, clock: ahead(ms) });
    for (const [n, one] of [other, c, other, c].entries()) {
      expect(await set(one, ADA, { region: `r${n}` })).toMatchObject({ changed: true, skippedReason: '' });
    }
    expect(held(c)).toMatchObject({ region: 'r3' });
  });
});
