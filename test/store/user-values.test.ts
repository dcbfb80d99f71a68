import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { isLater, NO_PLACE, type Place } from '../../src/push/place.ts';
import { forgetReferenceValues } from '../../src/store/forget-reference-values.ts';
import { rememberOmniUsers } from '../../src/store/omni-users.ts';
import { lockValuesOfUsers, placeUserValues } from '../../src/store/placed-values.ts';
import { stalestUser } from '../../src/store/stalest-user.ts';
import { takePlace } from '../../src/store/take-place.ts';
import {
  databaseNow,
  doubtReferences,
  doubtUserValues,
  forgetUser,
  hasMoved,
  heldOf,
  type MovedValue,
  moveUserValues,
  readUserValues,
  rememberedValues,
  seeUserValues,
  UNKNOWN_VALUE,
  type UserValue,
  valuesOfUser,
} from '../../src/store/user-values.ts';
import { wishNow } from '../../src/store/wish-clock.ts';
import { clean, databases, useDatabase } from '../support/databases.ts';
import { lockUserValues } from '../support/lock-user-values.ts';
import { moveValues } from '../support/move-values.ts';
import { until } from '../support/until.ts';

const ID = 'id-1';
const HOUR = 3_600_000;
const at = (time: number, seq = 1): Place => ({ at: time, seq });
const moved = (value: AttributeValue, held: AttributeValue | undefined = value, reference = 'region'): MovedValue => ({
  reference,
  wished: value,
  held,
  sent: true,
});
const seen = (...value: string[]) => new Map([['region', value]]);

describe.each(databases)('what is known of values on %s', (_, open) => {
  const db = useDatabase(open);

  test('changes later than every look that has begun, and than before, where the clock has gone back', async () => {
    const look = (await wishNow(db())) + HOUR;
    await db().query(`SELECT setval('connector.wish_time', $1)`, [look]);
    const changedAt = async (): Promise<number> => (await known())?.changedAt ?? 0;
    await move(at(7), moved(['emea']));
    const times = [look - 1, await changedAt()];
    for (const change of [() => move(at(8), moved(['amer'])), () => doubtUserValues(db(), ID)]) {
      await change();
      times.push(await changedAt());
    }
    await forgetReferenceValues(db(), 'region');
    times.push(await changedAt());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(new Set(times).size).toBe(times.length);
  });

  async function known(reference = 'region', id = ID): Promise<UserValue | undefined> {
    return (await readUserValues(db(), [id])).get(id)?.get(reference);
  }
  const move = (place: Place, ...values: MovedValue[]) => moveValues(db(), ID, place, values);

  test('what has moved between two reads is told, and what was only locked has not', async () => {
    const all = ['region', 'seats', 'tier'];
    await move(at(7), moved(['emea']));
    const before = await valuesOfUser(db(), ID);
    await lockUserValues(db(), ID, all);
    expect(hasMoved(before, await valuesOfUser(db(), ID), all)).toBe(false);
    expect(hasMoved(before, before, ['seats'])).toBe(false);
    await move(at(8), moved(['5'], ['5'], 'seats'));
    const after = await valuesOfUser(db(), ID);
    expect(all.filter((reference) => hasMoved(before, after, [reference]))).toEqual(['seats']);
    await doubtReferences(db(), ID, ['region']);
    expect(hasMoved(before, await valuesOfUser(db(), ID), ['region'])).toBe(true);
    await forgetUser(db(), ID);
    expect(hasMoved(before, await valuesOfUser(db(), ID), ['region'])).toBe(true);
  });

  describe('moving', () => {
    test('keeps the wish, what it asked for, and what was seen, exactly as they were', async () => {
      const odd = ['', 'a,b', 'ü\0\ud800"\\', '9007199254740993'];
      const before = await databaseNow(db());
      await move(at(7, 3), moved(odd, ['seen']));
      const { readAt, changedAt, ...rest } = (await known()) ?? {};
      expect(rest).toEqual({ place: at(7, 3), wished: odd, writtenSeq: 3, held: ['seen'], isUnseen: false });
      expect(readAt).toBeGreaterThanOrEqual(before);
      expect(changedAt).toBeGreaterThanOrEqual(readAt ?? 0);
    });

    test('without a look at the user leaves the value in doubt', async () => {
      await move(at(7), moved(['emea']));
      await move(at(8), { reference: 'region', wished: ['apac'], held: undefined, sent: true });
      expect(await known()).toMatchObject({ place: at(8), wished: ['apac'], held: undefined, readAt: 0 });
    });

    test('never goes back: an older wish that is recorded later changes nothing', async () => {
      await move(at(7, 2), moved(['newer']));
      await move(at(7, 1), moved(['same time, earlier number']));
      await move(at(6, 9), moved(['earlier time']));
      expect(await known()).toMatchObject({ place: at(7, 2), wished: ['newer'], held: ['newer'] });
    });

    test('to the place of the same wish records what its repeat has seen', async () => {
      await move(at(7), moved(['emea'], undefined));
      await move(at(7), moved(['emea']));
      expect(await known()).toMatchObject({ place: at(7), held: ['emea'] });
    });

    test('to a wish that found the value in place keeps who has written it', async () => {
      await move(at(7, 3), moved(['emea']));
      await move(at(8, 4), { ...moved(['emea']), sent: false });
      await placeUserValues(db(), [{ omniUserId: ID, reference: 'region', wished: ['emea'], place: at(9, 5) }]);
      expect(await known()).toMatchObject({ place: at(9, 5), writtenSeq: 3 });
      await move(at(10, 6), moved(['apac']));
      expect(await known()).toMatchObject({ writtenSeq: 6 });
    });

    test('leaves the other values of the user and the same value of others', async () => {
      await move(at(7), moved(['emea']), moved(['5'], ['5'], 'seats'));
      await moveValues(db(), 'id-2', at(8), [moved(['apac'])]);
      await move(at(9), moved(['amer']));
      expect([await known('seats'), await known('region', 'id-2')]).toMatchObject([
        { place: at(7), held: ['5'] },
        { place: at(8), held: ['apac'] },
      ]);
    });

    test('is seen by whoever knew the value before, and by nobody else', async () => {
      const references = ['region', 'seats'];
      const claimed = await lockUserValues(db(), ID, references);
      expect(hasMoved(claimed, await lockUserValues(db(), ID, references), references)).toBe(false);
      await move(at(7), moved(['written under another name']));
      const now = await lockUserValues(db(), ID, references);
      expect([hasMoved(claimed, now, references), hasMoved(claimed, now, ['seats'])]).toEqual([true, false]);
    });

    test('in whatever order wishes are recorded, the latest one counts', async () => {
      const place = fc.record({ at: fc.nat(2), seq: fc.integer({ min: 1, max: 3 }) });
      const wish = fc.record({ place, reference: fc.constantFrom('region', 'seats') });
      await fc.assert(
        fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 8 }), async (wishes) => {
          await clean(db());
          const latest = new Map<string, Place>();
          for (const { place: one, reference } of wishes) {
            await move(one, moved([`${one.at} ${one.seq}`], undefined, reference));
            if (isLater(one, latest.get(reference) ?? NO_PLACE)) latest.set(reference, one);
          }
          for (const [reference, newest] of latest) {
            expect(await known(reference)).toMatchObject({ place: newest, wished: [`${newest.at} ${newest.seq}`] });
          }
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('seeing', () => {
    test('remembers what is held and leaves the order as it is', async () => {
      await move(at(7), moved(['emea']));
      const look = (await wishNow(db())) + 2;
      expect(await seeUserValues(db(), ID, seen('by hand'), look)).toBe(true);
      expect(await known()).toMatchObject({
        place: at(7),
        wished: ['emea'],
        held: ['by hand'],
        readAt: look,
        changedAt: look - 1,
      });
    });

    test('another value is a change also right after the last one: whoever knew that notices', async () => {
      await move(at(7), moved(['emea']));
      const before = await known();
      await seeUserValues(db(), ID, seen('by hand'), (before?.changedAt ?? 0) + 1);
      expect(await known()).toMatchObject({ held: ['by hand'], changedAt: (before?.changedAt ?? 0) + 1 });
    });

    test('leaves what was changed after the look had begun, and says so', async () => {
      const look = await wishNow(db());
      await move(at(7), moved(['emea']));
      expect(await seeUserValues(db(), ID, seen('of before'), look - 1)).toBe(false);
      expect(await known()).toMatchObject({ held: ['emea'] });
      await forgetReferenceValues(db(), 'region');
      expect(await seeUserValues(db(), ID, seen('of before'), look - 1)).toBe(false);
      expect(await known()).toMatchObject({ readAt: null });
    });

    test('the same again is no change: a look before it stays good', async () => {
      await seeUserValues(db(), ID, seen('emea'), 50);
      await seeUserValues(db(), ID, seen('emea'), 60);
      expect(await known()).toMatchObject({ readAt: 60, changedAt: 49 });
    });

    test('what tells nothing about the user makes the value unknown, not empty', async () => {
      await seeUserValues(db(), ID, seen('emea'), 50);
      await seeUserValues(db(), ID, new Map([['region', undefined]]), 60);
      expect(await known()).toMatchObject({ held: undefined, readAt: null, changedAt: 59 });
      await seeUserValues(db(), ID, seen(), 70);
      expect((await known())?.held).toEqual([]);
    });
  });

  describe('doubt', () => {
    test('about a user, about everybody, or about some values hides what was held and keeps the order', async () => {
      for (const id of [ID, 'id-2', 'id-3']) {
        await moveValues(db(), id, at(7), [moved(['emea']), moved(['5'], ['5'], 'seats')]);
      }
      await doubtUserValues(db(), ID);
      await doubtReferences(db(), 'id-2', ['seats', 'never written']);
      expect(await rememberedValues(db(), ID)).toEqual(new Map());
      expect(await rememberedValues(db(), 'id-2')).toEqual(new Map([['region', ['emea']]]));
      expect((await rememberedValues(db(), 'id-3')).size).toBe(2);
      expect(await known()).toMatchObject({
        ...{ place: at(7), wished: ['emea'], held: undefined, readAt: 0, isUnseen: false },
      });
      await doubtUserValues(db());
      expect((await rememberedValues(db(), 'id-3')).size).toBe(0);
    });

    test('counts as a change, so that plans by an earlier look are not written', async () => {
      await seeUserValues(db(), ID, seen('emea'), 50);
      const before = await databaseNow(db());
      await doubtReferences(db(), ID, ['region']);
      expect((await known())?.changedAt).toBeGreaterThanOrEqual(before);
    });

    test('ends with the next look', async () => {
      await move(at(7), moved(['emea']));
      await doubtUserValues(db(), ID);
      const doubted = await databaseNow(db());
      await until(async () => (await databaseNow(db())) > doubted);
      await seeUserValues(db(), ID, seen('emea'));
      expect(await rememberedValues(db(), ID)).toEqual(new Map([['region', ['emea']]]));
    });
  });

  describe('forgetting', () => {
    test('a reference leaves the order and the other references', async () => {
      await move(at(7), moved(['emea']), moved(['5'], ['5'], 'seats'));
      await forgetReferenceValues(db(), 'region');
      expect([...(await rememberedValues(db(), ID)).keys()]).toEqual(['seats']);
      expect(await known()).toMatchObject({ place: at(7), readAt: null });
    });

    test('a user who is gone leaves nothing', async () => {
      await move(at(7), moved(['emea']));
      await forgetUser(db(), ID);
      expect(await known()).toBeUndefined();
    });
  });

  describe('the stalest user', () => {
    test('is one in doubt, then the one read longest ago; nobody whose values are unknown or young', async () => {
      await rememberOmniUsers(db(), [{ userName: 'old@acme.example', omniUserId: 'old' }]);
      await seeUserValues(db(), 'old', seen('a'), 10);
      await seeUserValues(db(), 'older', seen('a'), 5);
      await seeUserValues(db(), 'young', seen('a'), 100);
      await seeUserValues(db(), 'unknown', new Map([['region', undefined]]), 1);
      await moveValues(db(), 'doubtful', at(1), [{ reference: 'region', wished: ['a'], held: undefined, sent: true }]);
      const stale = (omniUserId: string) => ({ omniUserId, userName: null, references: ['region'], isDoubtful: false });
      const next = async () => {
        const user = await stalestUser(db(), 100);
        if (user) await forgetUser(db(), user.omniUserId);
        return user;
      };
      expect(await next()).toEqual({ ...stale('doubtful'), isDoubtful: true });
      expect(await next()).toEqual(stale('older'));
      expect(await next()).toEqual({ ...stale('old'), userName: 'old@acme.example' });
      expect(await next()).toBeUndefined();
    });
  });

  describe('a lock', () => {
    test('tells what is known, and of what nobody knows that there is nothing', async () => {
      await move(at(7), moved(['emea']));
      const values = await lockUserValues(db(), ID, ['region', 'seats']);
      expect(values.get('region')).toMatchObject({ place: at(7), held: ['emea'] });
      expect(values.get('seats')).toEqual(UNKNOWN_VALUE);
      const many = await lockValuesOfUsers(db(), [
        { omniUserId: ID, reference: 'region' },
        { omniUserId: ID, reference: 'region' },
        { omniUserId: 'id-2', reference: 'seats' },
      ]);
      expect([...many.keys()].sort()).toEqual([ID, 'id-2']);
    });

    test.each([
      ['of one user', (queries: Parameters<typeof lockUserValues>[0]) => lockUserValues(queries, ID, ['region'])],
      [
        'of many users',
        (queries: Parameters<typeof lockUserValues>[0]) =>
          lockValuesOfUsers(queries, [{ omniUserId: ID, reference: 'region' }]),
      ],
    ])(
      '%s keeps everybody from moving the values until its transaction ends, also those unknown so far',
      async (_name, lock) => {
        const order: string[] = [];
        let moving: Promise<unknown> | undefined;
        await db().transaction(async (queries) => {
          await lock(queries);
          moving = move(at(9), moved(['other'])).then(() => order.push('moved'));
          await moveValues(queries, ID, at(8), [moved(['ours'])]);
          order.push('locked');
        });
        await moving;
        expect(order).toEqual(['locked', 'moved']);
        expect(await known()).toMatchObject({ place: at(9) });
      },
    );

    test('of the same users in another order does not block', async () => {
      const asked = Array.from({ length: 50 }, (_, i) => ({ omniUserId: `id-${i}`, reference: 'region' }));
      const lock = (i: number) =>
        db().transaction((queries) => lockValuesOfUsers(queries, i % 2 === 0 ? asked : asked.toReversed()));
      const locked = await Promise.all(Array.from({ length: 8 }, (_, i) => lock(i)));
      expect(locked.map(({ size }) => size)).toEqual(Array.from({ length: 8 }, () => 50));
    });
  });

  describe('a place', () => {
    const CALL = { userName: 'ada@acme.example', references: ['region'] };

    test('is taken by the clock of the database, and each is later than the one before', async () => {
      const before = await databaseNow(db());
      const places = [await takePlace(db(), CALL), await takePlace(db(), CALL), await takePlace(db(), CALL)];
      const after = await databaseNow(db());
      for (const place of places) {
        expect(place.at).toBeGreaterThanOrEqual(before);
        expect(place.at).toBeLessThanOrEqual(after);
      }
      const [first = NO_PLACE, second = NO_PLACE, third = NO_PLACE] = places;
      expect([isLater(second, first), isLater(third, second)]).toEqual([true, true]);
      expect([second.seq > first.seq, third.seq > second.seq]).toEqual([true, true]);
    });

    test('of an event is its own time, and never later than now', async () => {
      const old = await takePlace(db(), { ...CALL, happenedAt: 1_000 });
      const sameTime = await takePlace(db(), { ...CALL, happenedAt: 1_000 });
      expect([old.at, sameTime.at]).toEqual([1_000, 1_000]);
      expect(isLater(sameTime, old)).toBe(true);
      const ahead = await takePlace(db(), { ...CALL, happenedAt: (await databaseNow(db())) + 60_000 });
      expect(ahead.at).toBeLessThanOrEqual(await databaseNow(db()));
    });

    test('of what was found in place moves the order and nothing else', async () => {
      await seeUserValues(db(), ID, seen('emea'), 50);
      await placeUserValues(db(), [{ omniUserId: ID, reference: 'region', wished: ['emea'], place: at(7) }]);
      expect(await known()).toMatchObject({
        place: at(7),
        wished: ['emea'],
        held: ['emea'],
        readAt: 50,
        changedAt: 49,
      });
    });

    test('of what was found in place never goes back', async () => {
      await move(at(9), moved(['newer']));
      await placeUserValues(db(), [{ omniUserId: ID, reference: 'region', wished: ['older'], place: at(8, 99) }]);
      await placeUserValues(db(), [{ omniUserId: ID, reference: 'region', wished: ['same wish'], place: at(9) }]);
      expect(await known()).toMatchObject({ place: at(9), wished: ['newer'] });
    });

    test('of what many were found to hold moves each value of each of them', async () => {
      const found = [ID, 'id-2'].flatMap((omniUserId, user) =>
        ['region', 'seats'].map((reference, index) => ({
          ...{ omniUserId, reference, wished: [`${user} ${index}`], place: at(7 + user, 1 + index) },
        })),
      );
      await lockValuesOfUsers(db(), found);
      await placeUserValues(db(), found);
      for (const { omniUserId, reference, wished, place } of found) {
        expect(await known(reference, omniUserId)).toMatchObject({ wished, place });
      }
    });
  });

  test('where there is nothing to move, to see or to doubt, nobody waits for the database', async () => {
    const away = { ...db(), query: () => Promise.reject(new Error('It was asked')) };
    expect(await moveUserValues(away, ID, at(7), [])).toBe(0);
    expect(await placeUserValues(away, [])).toBeUndefined();
    expect(await seeUserValues(away, ID, new Map())).toBe(true);
    expect(await doubtReferences(away, ID, [])).toBeUndefined();
  });

  test('what is remembered of a user leaves out what is in doubt and what is not known', async () => {
    await move(at(1), moved(['a']), { reference: 'flag', wished: ['b'], held: undefined, sent: true });
    await seeUserValues(db(), ID, new Map([['seats', undefined]]));
    const values = (await readUserValues(db(), [ID, 'nobody'])).get(ID) ?? new Map();
    expect(values.size).toBe(3);
    expect(heldOf(values)).toEqual(new Map([['region', ['a']]]));
  });
});
