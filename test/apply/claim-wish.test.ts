import { describe, expect, test } from '@jest/globals';
import { claimWish, isOurs } from '../../src/apply/claim-wish.ts';
import { LeaseLost } from '../../src/apply/lease.ts';
import type { Wish } from '../../src/apply/wish.ts';
import { NO_PLACE } from '../../src/push/place.ts';
import { seeUserValues, UNKNOWN_VALUE } from '../../src/store/user-values.ts';
import { ADA, change, NOW, OWN, place } from './one-user.ts';
import { useWriting, wishFor } from './use-writing.ts';

const { db, take, isHeld, values, kept, written, placed, noted, audited, writing } = useWriting();

const REGION = change('region', ['emea'], ['apac']);
const SEATS = change('seats', ['1'], ['2']);
const BOTH = { region: ['apac'], seats: ['2'] };
/** Whoever asks more than the order claims in a transaction, and everybody else by one statement. */
const WAYS: [how: string, more: Partial<Wish>][] = [
  ['by one statement', {}],
  ['in a transaction', { stillAsked: async () => undefined }],
];

test.each([
  ['nobody has asked for', undefined, true],
  ['was asked for before', place(4), true],
  ['this wish has, by an earlier try', OWN, true],
  ['a later wish has', place(6), false],
])('a wish may write a value that %s: %s', (_what, place, isSo) => {
  const known = new Map(place ? [['region', { ...UNKNOWN_VALUE, place }]] : []);
  expect(isOurs({ wish: wishFor({}) }, known, 'region')).toBe(isSo);
});

describe.each(WAYS)('a claim %s', (how, more) => {
  test('notes who is about to write what, before it leaves: it is not silent where they are cut off', async () => {
    await written(4, 'region', ['emea']);
    const wish = wishFor({ region: ['apac'] }, more);
    const { writing: one, lease, statements } = await writing(wish);
    const claimed = await claimWish(one, [REGION], new Map());
    expect(statements().length).toBe(how === 'by one statement' ? 1 : 4);
    expect(claimed).toMatchObject({ changes: [REGION], sentBefore: [] });
    expect(await noted()).toEqual([
      {
        id: wish.id,
        at: NOW,
        requestId: 'request-1',
        clientId: 'client-1',
        action: 'set-user-values',
        jobId: '',
        userName: ADA.userName,
        omniUserId: ADA.id,
        changes: [REGION],
        leaseName: lease.name,
        place: OWN,
        notedForMs: null,
        outdated: false,
      },
    ]);
  });

  test('names the job that writes', async () => {
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, more));
    await claimWish({ ...one, context: { ...one.context, jobId: 'job-1' } }, [REGION], new Map());
    expect(await noted()).toMatchObject([{ jobId: 'job-1' }]);
  });

  test('keeps the lease: the request leaves under it', async () => {
    const { writing: one, lease } = await writing(wishFor({ region: ['apac'] }, { ...more, isLast: true }));
    await claimWish(one, [REGION], new Map());
    expect(await isHeld()).toBe(true);
    await expect(lease.ensure(1)).resolves.toBeUndefined();
  });

  test('tells what is known of the values then, by which the record notices what was moved since', async () => {
    await written(4, 'region', ['emea']);
    const { writing: one } = await writing(wishFor(BOTH, more));
    const { known } = await claimWish(one, [REGION, SEATS], new Map());
    expect(known.get('region')).toMatchObject({ place: place(4), held: ['emea'] });
    expect(known.get('seats')).toMatchObject({ place: NO_PLACE });
  });

  test('leaves what a later wish has, notes the rest, and tells of both', async () => {
    await written(6, 'region', ['later']);
    const { writing: one } = await writing(wishFor({ ...BOTH, tier: ['gold'] }, more));
    const { changes, outcomes } = await claimWish(one, [REGION, SEATS], new Map());
    expect(changes).toEqual([SEATS]);
    expect(Object.fromEntries(outcomes)).toEqual({ region: 'superseded', seats: 'kept', tier: 'in-place' });
    expect(await noted()).toMatchObject([{ changes: [SEATS] }]);
  });

  test('notes nothing where a later wish has all of it, and that one stays', async () => {
    await written(6, 'region', ['later']);
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, more));
    const { changes, outcomes } = await claimWish(one, [REGION], new Map());
    expect([changes, [...outcomes]]).toEqual([[], [['region', 'superseded']]]);
    expect(await noted()).toEqual([]);
    expect(await kept('region')).toMatchObject({ seq: 6, wished: ['later'], held: ['later'] });
    expect(await audited()).toEqual([]);
  });

  test('leaves also what a later wish has found in place since the order was asked', async () => {
    await written(4, 'region', ['emea']);
    await written(4, 'seats', ['1']);
    const { writing: one } = await writing(wishFor(BOTH, more));
    await placed(6, 'region', ['emea']);
    const { changes, outcomes, known } = await claimWish(one, [REGION, SEATS], new Map());
    expect(changes).toEqual([SEATS]);
    expect(outcomes.get('region')).toBe('superseded');
    expect(known.get('region')).toMatchObject({ place: place(6) });
    expect(await noted()).toMatchObject([{ changes: [SEATS] }]);
  });

  test('is given up where a value was written since it was looked at: the look may be of before', async () => {
    await written(3, 'region', ['emea']);
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, more));
    await written(4, 'region', ['other']);
    await expect(claimWish(one, [REGION], new Map())).rejects.toThrow(LeaseLost);
    expect(await noted()).toEqual([]);
  });

  test('is given up where somebody else has the lease', async () => {
    const { writing: one, lease } = await writing(wishFor({ region: ['apac'] }, more));
    await take(lease);
    await expect(claimWish(one, [REGION], new Map())).rejects.toThrow(LeaseLost);
    expect(await noted()).toEqual([]);
    expect([...(await values())]).toEqual([]);
  });
});

describe('what is asked for no more', () => {
  test('is not claimed: who is told so in its transaction gives it up, and nothing is left of it', async () => {
    const stillAsked = async () => {
      throw new Error('The job was canceled');
    };
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, { stillAsked, isLast: true }));
    await expect(claimWish(one, [REGION], new Map())).rejects.toThrow('The job was canceled');
    await expect(claimWish(one, [], new Map())).rejects.toThrow('The job was canceled');
    expect([await noted(), [...(await values())]]).toEqual([[], []]);
    expect(await isHeld()).toBe(true);
  });

  test('is asked in the transaction that claims, under the lease', async () => {
    const asked: boolean[] = [];
    const wish = wishFor(
      { region: ['apac'] },
      {
        stillAsked: async (queries) => {
          asked.push((await queries.query(`SELECT FROM connector.user_values WHERE reference = 'region'`)).length > 0);
        },
      },
    );
    const { writing: one } = await writing(wish);
    await claimWish(one, [REGION], new Map());
    expect(asked).toEqual([true]);
    expect(await noted()).toHaveLength(1);
  });
});

describe('the review of a wish', () => {
  test('has the last word, by what is known and was seen: what it keeps is not written, and is told as kept', async () => {
    await written(4, 'seats', ['1']);
    const told: unknown[] = [];
    const review: Wish['review'] = (changes, known, seen) => {
      told.push(changes, known.get('seats')?.place, [...seen]);
      return changes.filter(({ reference }) => reference === 'seats');
    };
    const { writing: one } = await writing(wishFor(BOTH, { review }));
    const { changes, outcomes } = await claimWish(one, [REGION, SEATS], new Map([['region', ['emea']]]));
    expect(told).toEqual([[REGION, SEATS], place(4), [['region', ['emea']]]]);
    expect(changes).toEqual([SEATS]);
    expect(Object.fromEntries(outcomes)).toEqual({ region: 'kept', seats: 'kept' });
    expect(await noted()).toMatchObject([{ changes: [SEATS] }]);
  });

  test('goes by what is known when it is claimed: somebody may have looked since', async () => {
    const held: unknown[] = [];
    const review: Wish['review'] = (changes, known) => {
      held.push(known.get('region')?.held);
      return changes;
    };
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, { review }));
    await seeUserValues(db(), ADA.id, new Map([['region', ['emea']]]));
    await claimWish(one, [REGION], new Map([['region', ['emea']]]));
    expect(held).toEqual([['emea']]);
  });

  test('records nothing of what it keeps: nobody has written that, and it was not found in place', async () => {
    await written(4, 'region', ['emea']);
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, { review: () => [] }));
    const { changes, outcomes } = await claimWish(one, [REGION], new Map([['region', ['emea']]]));
    expect([changes, outcomes.get('region')]).toEqual([[], 'kept']);
    expect(await kept('region')).toMatchObject({ seq: 4, wished: ['emea'] });
    expect(await noted()).toEqual([]);
  });

  test('is not asked about a plan whose look is fresh: it was reviewed as it is', async () => {
    const review = () => {
      throw new Error('nothing was seen');
    };
    const { writing: one } = await writing(wishFor({ region: ['apac'] }, { review }));
    expect((await claimWish(one, [REGION], undefined)).changes).toEqual([REGION]);
  });
});

test('no value of another user is locked or told', async () => {
  await db().query(`INSERT INTO connector.user_values (omni_user_id, reference) VALUES ('id-2', 'region')`);
  const { writing: one } = await writing(wishFor({ seats: ['2'] }));
  expect([...(await claimWish(one, [SEATS], new Map())).known.keys()]).toEqual(['seats']);
});
