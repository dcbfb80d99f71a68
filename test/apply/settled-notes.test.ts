import { describe, expect, test } from '@jest/globals';
import { LATE_MS } from '../../src/store/shown-late.ts';
import { markInterrupted, type OpenIntent } from '../../src/store/write-intents.ts';
import { ADA, change } from './one-user.ts';
import { useSettling } from './use-settling.ts';

const { db, noted, left, audited, comesBy } = useSettling();

const REGION = change('region', ['emea'], ['apac']);

describe('the audit log says once that a write was cut off', () => {
  test('by who had written, and what', async () => {
    const open = await left(4, [REGION, change('seats', [], ['1'])]);
    const { settle } = await comesBy({});
    await settle([open]);
    const entry = {
      at: 4,
      requestId: 'request-0',
      clientId: 'client-0',
      action: 'push-users',
      jobId: 'job-0',
      userName: ADA.userName,
      omniUserId: ADA.id,
      outcome: 'interrupted',
      widens: '',
    };
    expect(await audited()).toEqual([
      { ...entry, ...REGION },
      { ...entry, ...change('seats', [], ['1']) },
    ]);
    expect(await noted()).toMatchObject([{ id: open.id, notedForMs: expect.any(Number) }]);
  });

  test.each([
    ['where it said so before', async () => await left(4, [REGION], 1)],
    [
      'where somebody else has said so meanwhile',
      async () => {
        const open = await left(4, [REGION]);
        await markInterrupted(db(), open.id);
        return open;
      },
    ],
  ])('and not again %s', async (_what, leave) => {
    const open = await leave();
    const { settle, statements } = await comesBy({});
    await settle([open]);
    expect(await audited()).toEqual([]);
    // It is not even asked where that is known.
    expect(statements().filter((sql) => sql.includes('SET noted_at'))).toHaveLength(open.notedForMs === null ? 1 : 0);
  });

  test('and not where its own writer comes back to it', async () => {
    const open = await left(5, [REGION]);
    const { settle } = await comesBy({}, { id: open.id });
    await settle([open]);
    expect([await audited(), (await noted())[0]?.notedForMs]).toEqual([[], null]);
  });
});

describe('the note of a write', () => {
  const isThere = async ({ id }: OpenIntent) => (await noted()).some((one) => one.id === id);

  test.each([
    ['goes once no request of it can be on its way', LATE_MS, false],
    ['stays as long as one may be', LATE_MS - 5_000, true],
    ['stays where nobody had said yet that it was cut off', undefined, true],
  ])('%s', async (_what, msAgo, stays) => {
    const open = await left(4, [REGION], msAgo);
    const { settle } = await comesBy({ region: 'apac' });
    await settle([open]);
    expect(await isThere(open)).toBe(stays);
  });

  test('stays where its own writer comes back to it, who notes it again', async () => {
    const open = await left(5, [REGION], LATE_MS);
    const other = await left(4, [REGION], LATE_MS);
    const { settle } = await comesBy({ region: 'apac' }, { id: open.id });
    await settle([open, other]);
    expect([await isThere(open), await isThere(other)]).toEqual([true, false]);
  });
});
