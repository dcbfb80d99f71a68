import { describe, expect, test } from '@jest/globals';
import type { Writing } from '../../src/apply/wish.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { OmniUser } from '../../src/omni/scim.ts';
import { LATE_MS } from '../../src/store/shown-late.ts';
import type { OpenIntent } from '../../src/store/write-intents.ts';
import { change, place } from './one-user.ts';
import { useSettling } from './use-settling.ts';
import { ATTRIBUTES, type Shown, userWith } from './use-writing.ts';

const { written, placed, noted, kept, left, values, comesBy } = useSettling();

const OLDER = change('region', ['emea'], ['older']);

const asked = (repairs: readonly Writing[]) =>
  repairs.map(({ wish: { intents, place } }) => `${intents.map(({ value }) => value)} at ${place.seq}`);

describe('an older write that came after a newer one', () => {
  test('is put right: what the newer one asked for is written again, at its own place, and the audit says repair', async () => {
    await written(6, 'region', ['newer']);
    const open = await left(4, [OLDER]);
    const user = { userName: 'ada.now@acme.example' };
    const { settle, repairs, lease, warnings } = await comesBy({ region: 'older' }, {}, { user });
    await settle([open]);
    const [repair] = repairs;
    const seen = userWith({ region: 'older' }, user);
    expect(repair?.wish).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      // Whatever their name is by now.
      user: seen,
      place: place(6),
      intents: [{ reference: 'region', value: ['newer'], coercedFrom: undefined }],
      attributes: ATTRIBUTES,
      verify: true,
      seen,
    });
    expect(repair?.context).toMatchObject({ action: 'repair', jobId: '', requestId: 'request-1' });
    expect([repair?.lease, repair?.earlier]).toEqual([lease, undefined]);
    // What the look has shown is known by then: nobody takes the newer value for in place.
    expect(repair?.known.get('region')).toMatchObject({ place: place(6), wished: ['newer'], held: ['older'] });
    expect(warnings).toEqual([[{ requestId: 'request-1', values: 1 }, 'an older write came late and is put right']]);
  });

  test('is put right where the newer one has found its value in place', async () => {
    await placed(6, 'region', ['newer']);
    const { settle, repairs } = await comesBy({ region: 'older' });
    await settle([await left(4, [OLDER])]);
    expect(asked(repairs)).toEqual(['newer at 6']);
  });

  test('is put right where it has cleared', async () => {
    await written(6, 'region', ['newer']);
    const { settle, repairs } = await comesBy({});
    await settle([await left(4, [change('region', ['newer'], [])])]);
    expect(asked(repairs)).toEqual(['newer at 6']);
  });

  test('is put right once where several have come', async () => {
    await written(6, 'region', ['newer']);
    await written(7, 'tier', ['gold']);
    const opens = [await left(3, [OLDER]), await left(4, [OLDER, change('tier', [], ['plus'])])];
    const { settle, repairs } = await comesBy({ region: 'older', tier: 'plus' });
    await settle(opens);
    expect(asked(repairs)).toEqual(['newer at 6', 'gold at 7']);
  });

  test('leaves who comes by with the user as they are then, and what is known', async () => {
    await written(6, 'region', ['newer']);
    const then = userWith({ region: 'newer' });
    const { settle, omni } = await comesBy({ region: 'older' }, {}, { becomes: then });
    const settled = await settle([await left(4, [OLDER])]);
    expect(settled).toEqual({ user: then, known: await values() });
    expect(omni.asked).toEqual(['read ada', 'read ada']);
  });

  test('leaves who comes by with nobody where Omni has them no more', async () => {
    await written(6, 'region', ['newer']);
    const { settle } = await comesBy({ region: 'older' }, {}, { becomes: 'nobody' });
    expect(await settle([await left(4, [OLDER])])).toBeUndefined();
  });

  test.each([
    ['until it is put right', undefined, false],
    ['where that fails, for the next look', new ConnectorError('OMNI_UNREACHABLE', { problem: 'status 503' }), true],
    ['where nobody knows why that fails', new Error('The process ends'), true],
  ])('keeps its note %s', async (_what, failure, stays) => {
    await written(6, 'region', ['newer']);
    const open = await left(4, [OLDER], LATE_MS);
    const { settle } = await comesBy({ region: 'older' });
    const fails = async () => {
      throw failure;
    };
    if (failure) await expect(settle([open], fails)).rejects.toBe(failure);
    else await settle([open]);
    expect((await noted()).map(({ id }) => id)).toEqual(stays ? [open.id] : []);
  });
});

describe('a newer value that Omni refuses', () => {
  const REFUSED = new ConnectorError('OMNI_REFUSED', { detail: 'Expected number', status: 400 });

  test('keeps nobody from writing something else, nor another newer value from being put right', async () => {
    await written(6, 'region', ['newer']);
    await written(7, 'tier', ['gold']);
    const open = await left(4, [OLDER, change('tier', [], ['plus'])]);
    const { settle, repairs, warnings } = await comesBy({ region: 'older', tier: 'plus' });
    const refusesRegion = async (repair: Writing) => {
      repairs.push(repair);
      if (repair.wish.intents.some(({ reference }) => reference === 'region')) throw REFUSED;
      return { changes: [], outcomes: new Map(), widens: [] };
    };
    expect((await settle([open], refusesRegion))?.user).toEqual(userWith({ region: 'older', tier: 'plus' }));
    expect(asked(repairs)).toEqual(['newer at 6', 'gold at 7']);
    const refusal = { requestId: 'request-1', code: 'OMNI_REFUSED' };
    expect(warnings.slice(1)).toEqual([[refusal, 'a newer value could not be put right']]);
  });

  test.each([
    ['is tried again by the next look, for ten minutes', 600_000 - 5_000, true],
    ['is left as it is then: it would be asked for without an end', 600_000, false],
  ])('%s', async (_what, msAgo, stays) => {
    await written(6, 'region', ['newer']);
    // Of another value alone, which is in place.
    const other = await left(3, [change('tier', [], ['gold'])], LATE_MS);
    const open = await left(4, [change('seats', [], ['1']), OLDER], msAgo);
    const { settle } = await comesBy({ region: 'older', tier: 'gold' });
    const refuses = async () => {
      throw REFUSED;
    };
    await settle([open, other], refuses);
    expect((await noted()).map(({ id }) => id)).toEqual(stays ? [open.id] : []);
  });
});

describe('nothing is put right', () => {
  const nothing = async (shown: Shown, open: OpenIntent, user: Partial<OmniUser> = {}) => {
    const { settle, repairs, warnings, omni } = await comesBy(shown, {}, { user });
    await settle([open]);
    expect([repairs, warnings, omni.asked]).toEqual([[], [], ['read ada']]);
  };

  test('where the look shows another value', async () => {
    await written(6, 'region', ['newer']);
    await nothing({ region: 'newer' }, await left(4, [OLDER]));
  });

  test('where the newer one has asked for the same', async () => {
    await written(6, 'region', ['older']);
    await nothing({ region: 'older' }, await left(4, [OLDER]));
  });

  test('where it is the newest itself', async () => {
    await written(3, 'region', ['before']);
    await nothing({ region: 'older' }, await left(4, [OLDER]));
  });

  test('where it is of the wish that has the value: it was recorded meanwhile, and somebody has changed it by hand', async () => {
    await written(4, 'region', ['own']);
    await nothing({ region: 'older' }, await left(4, [OLDER]));
  });

  test('where nobody has asked for anything', async () => {
    await nothing({ region: 'older' }, await left(4, [OLDER]));
  });

  test('where everything was doubted since: wishes after it may be unknown', async () => {
    await written(6, 'region', ['newer']);
    await nothing({ region: 'older' }, { ...(await left(4, [OLDER])), outdated: true });
  });

  test('of a user who is switched off: nobody sees rows as they do', async () => {
    await written(6, 'region', ['newer']);
    await nothing({ region: 'older' }, await left(4, [OLDER]), { active: false });
    expect(await kept('region')).toMatchObject({ seq: 6, held: ['older'] });
  });

  test('of a value that has no definition any more', async () => {
    await written(6, 'gone', ['newer']);
    const { settle, repairs } = await comesBy({ gone: 'older' });
    await settle([await left(4, [change('gone', [], ['older'])])]);
    expect(repairs).toEqual([]);
  });
});

describe('where Omni does not show values', () => {
  test.each([
    ['is put right once no request of it can be on its way', LATE_MS, ['newer at 6']],
    ['waits for that', LATE_MS - 1, []],
    ['waits for that also where nobody had said that it was cut off', null, []],
  ])('an older write %s', async (_what, notedForMs, repaired) => {
    await written(6, 'region', ['newer']);
    const open = { ...(await left(4, [OLDER])), notedForMs };
    const { settle, repairs } = await comesBy(undefined);
    await settle([open]);
    expect(asked(repairs)).toEqual(repaired);
  });

  test('what was put right is not written again while a newer value that Omni refuses is tried again', async () => {
    await written(6, 'region', ['newer']);
    await written(7, 'tier', ['gold']);
    await left(4, [OLDER, change('tier', [], ['plus'])], LATE_MS);
    const { settle, repairs } = await comesBy(undefined);
    const refusesRegion = async (repair: Writing) => {
      repairs.push(repair);
      if (repair.wish.intents.some(({ reference }) => reference === 'region'))
        throw new ConnectorError('OMNI_REFUSED', { detail: 'Expected number', status: 400 });
      return { changes: [], outcomes: new Map(), widens: [] };
    };
    for (let look = 0; look < 3; look += 1) await settle(await noted(), refusesRegion);
    expect(asked(repairs)).toEqual(['newer at 6', 'gold at 7', 'newer at 6', 'newer at 6']);
    expect(await noted()).toMatchObject([{ changes: [OLDER] }]);
  });

  test('nothing is put right of a value that has no definition any more: nothing could be sent', async () => {
    await written(6, 'gone', ['newer']);
    const open = await left(4, [change('gone', [], ['older'])], LATE_MS);
    const { settle, repairs } = await comesBy(undefined);
    await settle([open]);
    expect([repairs, await noted()]).toEqual([[], []]);
  });
});
