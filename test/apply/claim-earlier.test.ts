import { describe, expect, test } from '@jest/globals';
import { claimWish } from '../../src/apply/claim-wish.ts';
import type { WishResult } from '../../src/apply/wish.ts';
import { change, NOW, place } from './one-user.ts';
import { useWriting, wishFor } from './use-writing.ts';

const { db, written, kept, noted, left, audited, writing } = useWriting();

const REGION = change('region', ['emea'], ['apac']);
const SEATS = change('seats', ['1'], ['2']);
const VALUES = { region: ['apac'], seats: ['2'] };
const ALL = { ...VALUES, tier: ['gold'] };

/** A wish that was cut off after it had noted these changes, and is tried again. */
async function again(changes: readonly ReturnType<typeof change>[], more: Parameters<typeof wishFor>[1] = {}) {
  const earlier = await left(5, changes);
  const wish = wishFor(VALUES, { id: earlier.id, ...more });
  return { ...(await writing(wish, { earlier })), earlier };
}
const outcomesOf = ({ outcomes }: Pick<WishResult, 'outcomes'>) => Object.fromEntries(outcomes);

describe('a wish that an earlier try may have sent', () => {
  test('still notes what it does not send again: that may come yet', async () => {
    const { writing: one, earlier } = await again([REGION, SEATS], { intents: wishFor(ALL).intents });
    const sent = [{ ...SEATS, before: ['3'] }, change('tier', [], ['gold'])];
    const { changes, sentBefore } = await claimWish(one, sent, new Map([['region', ['apac']]]));
    expect([changes, sentBefore]).toEqual([sent, [REGION]]);
    expect(await noted()).toMatchObject([{ id: earlier.id, changes: [REGION, ...sent] }]);
  });

  test('tells what it finds in place as written by itself, so that an undo restores it', async () => {
    const { writing: one } = await again([REGION]);
    const claimed = await claimWish(one, [SEATS], new Map([['region', ['apac']]]));
    expect(claimed.sentBefore).toEqual([REGION]);
    expect(outcomesOf(claimed)).toEqual({ region: 'verified', seats: 'kept' });
  });

  test('has written nothing of what a later wish has by now', async () => {
    await written(6, 'region', ['later']);
    const { writing: one } = await again([REGION]);
    const claimed = await claimWish(one, [REGION, SEATS], new Map());
    expect(claimed.sentBefore).toEqual([]);
    expect(outcomesOf(claimed)).toEqual({ region: 'superseded', seats: 'kept' });
  });

  test('and whose note is settled by now is known by the place that it has taken', async () => {
    await written(5, 'region', ['apac']);
    await written(4, 'seats', ['2']);
    const wish = wishFor(ALL, { planned: { changes: [REGION, SEATS], lookAt: 1 } });
    const { writing: one } = await writing(wish);
    const tier = change('tier', [], ['gold']);
    const claimed = await claimWish(one, [tier], new Map(Object.entries(VALUES)));
    // Somebody else has put the seats in place.
    expect(claimed.sentBefore).toEqual([REGION]);
    expect(outcomesOf(claimed)).toEqual({ region: 'verified', seats: 'in-place', tier: 'kept' });
  });

  test('has written nothing that its plan did not name', async () => {
    await written(5, 'region', ['apac']);
    const { writing: one } = await writing(wishFor(VALUES));
    const claimed = await claimWish(one, [SEATS], new Map([['region', ['apac']]]));
    expect([claimed.sentBefore, outcomesOf(claimed)]).toEqual([[], { region: 'in-place', seats: 'kept' }]);
  });

  test('and of which nothing is known has written nothing', async () => {
    const { writing: one } = await writing(wishFor(VALUES, { planned: { changes: [REGION], lookAt: 1 } }));
    expect((await claimWish(one, [SEATS], new Map([['region', ['apac']]]))).sentBefore).toEqual([]);
  });

  describe('and of which all is in place', () => {
    const seen = new Map(Object.entries(VALUES));

    test('is told in the audit log as verified, and takes its place as what has written', async () => {
      const { writing: one } = await again([REGION]);
      const claimed = await claimWish(one, [], seen);
      expect(claimed).toMatchObject({ changes: [], sentBefore: [REGION] });
      expect(outcomesOf(claimed)).toEqual({ region: 'verified', seats: 'in-place' });
      expect(await audited()).toEqual([
        {
          at: NOW,
          requestId: 'request-1',
          clientId: 'client-1',
          action: 'set-user-values',
          jobId: '',
          userName: 'Ada@acme.example',
          omniUserId: 'ada',
          reference: 'region',
          before: ['emea'],
          after: ['apac'],
          outcome: 'verified',
          widens: '',
        },
      ]);
      expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: ['apac'], writtenSeq: 5 });
      expect(await kept('seats')).toEqual({ seq: 5, wished: ['2'], held: ['2'], writtenSeq: 0 });
    });

    test('keeps its note, which says that nobody can tell: a request may be on its way yet', async () => {
      const { writing: one, earlier } = await again([REGION]);
      await claimWish(one, [], seen);
      const [open] = await noted();
      expect(open).toMatchObject({ id: earlier.id, changes: [REGION] });
      expect(open?.notedForMs).not.toBeNull();
    });

    test('is not told by one statement alone, which would tell nobody what was written', async () => {
      await written(4, 'region', ['emea']);
      await written(4, 'seats', ['2']);
      const { writing: one, earlier } = await again([], { isLast: true });
      await claimWish(one, [], seen);
      expect(await noted()).toMatchObject([{ id: earlier.id, notedForMs: expect.any(Number) }]);
    });

    test('and whose note is settled is told in the audit log as well', async () => {
      await written(5, 'region', ['apac']);
      await written(4, 'seats', ['2']);
      const planned = { changes: [REGION], lookAt: 1 };
      const { writing: one } = await writing(wishFor(VALUES, { planned, isLast: true }));
      await claimWish(one, [], seen);
      expect(await audited()).toMatchObject([{ reference: 'region', after: ['apac'], outcome: 'verified' }]);
      expect((await kept('seats'))?.seq).toBe(place(5).seq);
    });

    test('tells whoever records its outcome what it has written, and what that opens', async () => {
      const told: unknown[] = [];
      const settle = async (_queries: unknown, result: WishResult) => void told.push(result);
      const { writing: one } = await again([REGION], { settle });
      const widening = { reference: 'region', reason: 'a reason' };
      const asked: unknown[] = [];
      const widens = (...given: unknown[]) => [asked.push(given), widening].slice(1);
      const access = { note: '', widens } as unknown as (typeof one)['access'];
      const { outcomes } = await claimWish({ ...one, ...(access && { access }) }, [], seen);
      expect(told).toEqual([{ changes: [REGION], outcomes, widens: [widening] }]);
      expect(asked[0]).toEqual([[REGION], one.wish.attributes, true]);
      expect(await audited()).toMatchObject([{ widens: 'a reason' }]);
    });
  });
});

test('what is recorded is given up where its outcome cannot be', async () => {
  const settle = async () => {
    throw new Error('The row is gone');
  };
  const { writing: one } = await again([REGION], { settle });
  await expect(claimWish(one, [], new Map())).rejects.toThrow('The row is gone');
  expect(await audited()).toEqual([]);
  expect(await noted()).toMatchObject([{ notedForMs: null }]);
  expect(await db().query('SELECT FROM connector.user_values')).toEqual([]);
});
