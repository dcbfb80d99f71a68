import { describe, expect, test } from '@jest/globals';
import type { Wish } from '../../src/apply/wish.ts';
import { writeWish } from '../../src/apply/write-wish.ts';
import { recallOmniUser } from '../../src/store/omni-users.ts';
import { attribute } from '../push/arbitraries.ts';
import { statementLog } from '../support/statement-log.ts';
import { knowFilter } from './know-filter.ts';
import { ADA } from './one-user.ts';
import { useWriter } from './use-writer.ts';

const { db, omni, context, hold, wishFor, written, unseen, kept, audited, counted } = useWriter();

/** Writes a wish. @param leaseShift of the time at which the lease was taken, ms */
async function write(wish: Wish, leaseShift = 0) {
  const lease = await hold(leaseShift);
  return await writeWish(context(), lease, wish).finally(() => lease.release());
}

describe('a wish', () => {
  test('for what the user does not hold is sent, read back, told and remembered', async () => {
    omni().values.region = 'emea';
    const result = await write(wishFor({ region: ['apac'] }));
    expect(omni().patches).toEqual([{ region: 'apac' }]);
    expect(result).toEqual({
      changes: [{ reference: 'region', before: ['emea'], after: ['apac'] }],
      outcomes: new Map([['region', 'verified']]),
      widens: [],
    });
    expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: ['apac'], writtenSeq: 5 });
    expect(await counted('placesLost')).toBe(0);
  });

  test('for what the user holds is not sent, and what was seen is remembered', async () => {
    omni().values.region = 'apac';
    const result = await write(wishFor({ region: ['apac'] }));
    expect(result).toEqual({ changes: [], outcomes: new Map([['region', 'in-place']]), widens: [] });
    expect([omni().patches, omni().reads]).toEqual([[], 1]);
    expect(await kept('region')).toEqual({ seq: 5, wished: ['apac'], held: ['apac'], writtenSeq: 0 });
  });

  test('that a later one has come before is not sent, asks nothing of Omni, and is counted', async () => {
    await written(9, 'region', ['later']);
    await written(9, 'tier', ['later']);
    const { outcomes } = await write(wishFor({ region: ['apac'], tier: ['gold'] }));
    expect([...outcomes.values()]).toEqual(['superseded', 'superseded']);
    expect([omni().patches, omni().reads]).toEqual([[], 0]);
    expect(await counted('placesLost')).toBe(2);
  });

  test('of which a later one has a part sends the rest', async () => {
    await written(9, 'region', ['later']);
    const { outcomes } = await write(wishFor({ region: ['apac'], tier: ['gold'] }));
    expect(omni().patches).toEqual([{ tier: 'gold' }]);
    expect([outcomes.get('region'), outcomes.get('tier')]).toEqual(['superseded', 'verified']);
    expect(await counted('placesLost')).toBe(1);
  });

  test('of which nothing is to be read back now is told as not read back', async () => {
    const { outcomes } = await write(wishFor({ region: ['apac'] }, { verify: false }));
    expect([outcomes.get('region'), omni().reads]).toEqual(['unverified', 1]);
  });

  test('goes by the look under which the user was found, and remembers who bears the name', async () => {
    omni().values.region = 'apac';
    const seen = omni().look();
    await write(wishFor({ region: ['apac'] }, { seen }));
    expect([omni().patches, omni().reads]).toEqual([[], 0]);
    expect(await recallOmniUser(db(), ADA.userName)).toBe(ADA.id);
  });

  test('remembers no name where nobody has looked for it', async () => {
    await write(wishFor({ region: ['apac'] }));
    expect(await recallOmniUser(db(), ADA.userName)).toBeUndefined();
  });

  test('looks again where the value was moved since the lease was taken, by an earlier name of the user', async () => {
    omni().values.region = 'apac';
    const seen = omni().look();
    omni().values.region = 'emea';
    await written(4, 'region', ['emea']);
    await write(wishFor({ region: ['apac'] }, { seen }), -60_000);
    expect(omni().patches).toEqual([{ region: 'apac' }]);
  });

  test('goes by its look where the value was moved when the lease was taken, and not since', async () => {
    omni().values.region = 'apac';
    await written(4, 'region', ['emea']);
    const lease = await hold();
    await db().query('UPDATE connector.user_values SET changed_at = $1', [lease.since]);
    await writeWish(context(), lease, wishFor({ region: ['apac'] }, { seen: omni().look() }));
    expect([omni().patches, omni().reads]).toEqual([[], 0]);
  });
});

describe('nothing is sent to', () => {
  const refused = async (code: string) => {
    await expect(write(wishFor({ region: ['apac'] }))).rejects.toMatchObject({
      code,
      facts: { userName: ADA.userName },
    });
    expect([omni().patches, await audited()]).toEqual([[], []]);
  };

  test('a user whom Omni no longer has', async () => {
    omni().user = undefined;
    await refused('USER_NOT_FOUND');
  });

  test('a user who bears another name by now: that is not who is meant', async () => {
    omni().user = { ...ADA, userName: 'ben@acme.example', displayName: '', active: true };
    await refused('USER_NOT_FOUND');
  });

  test('a user who is switched off', async () => {
    omni().user = { ...ADA, displayName: '', active: false };
    await refused('USER_INACTIVE');
  });
});

test('a user whose name is written in another way is the same user', async () => {
  omni().user = { ...ADA, userName: 'ADA@ACME.example', displayName: '', active: true };
  await write(wishFor({ region: ['apac'] }));
  expect(omni().patches).toEqual([{ region: 'apac' }]);
});

describe('a value that is shown as it is asked for', () => {
  test('and is the default counts as held where it was read back, unless nothing is to be remembered', async () => {
    omni().attributes = [attribute({ id: 'tier', reference: 'tier', defaultValue: ['free'] })];
    omni().values.tier = 'free';
    await written(4, 'tier', ['free']);
    await write(wishFor({ tier: ['free'] }));
    expect(omni().patches).toEqual([]);
    await write(wishFor({ tier: ['free'] }, { remembers: false }));
    expect(omni().patches).toEqual([{ tier: 'free' }]);
  });

  test('is sent all the same where it always is', async () => {
    omni().values.region = 'apac';
    await write(wishFor({ region: ['apac'] }, { always: true }));
    expect(omni().patches).toEqual([{ region: 'apac' }]);
  });

  test('is sent where another one was sent a moment ago, which may only be shown late', async () => {
    await unseen(4, 'region', ['emea']);
    omni().values.region = 'apac';
    await write(wishFor({ region: ['apac'] }), 20_000);
    expect(omni().patches).toEqual([{ region: 'apac' }]);
  });

  test('is not sent once that would be shown', async () => {
    await unseen(4, 'region', ['emea']);
    omni().values.region = 'apac';
    await write(wishFor({ region: ['apac'] }), 3_600_000);
    expect(omni().patches).toEqual([]);
  });
});

test('what is sent goes by the definitions of the look, where that had to read them', async () => {
  const wish = wishFor({ region: ['emea'], tier: ['5'] });
  omni().attributes = omni().attributes.map((one) => ({ ...one, type: 'number' }));
  omni().values.region = 'emea';
  await write(wish);
  expect(omni().patches).toEqual([{ tier: 5 }]);
});

describe('a value that opens more than the rows that bear it', () => {
  const widens = [{ reference: 'region', reason: expect.stringContaining('orders.region') }];

  test('is told so, in the audit log, too', async () => {
    await knowFilter(db(), 'region', 'everything');
    const result = await write(wishFor({ region: ['everything'], tier: ['gold'] }));
    expect(result.widens).toEqual(widens);
    expect((await audited()).map((entry) => entry.widens)).toEqual([widens[0]?.reason, undefined]);
  });

  test('is told as nothing where it is in place, and nobody asks what it opens', async () => {
    await knowFilter(db(), 'region', 'everything');
    const log = statementLog();
    const lease = await hold();
    omni().values.region = 'everything';
    const wish = wishFor({ region: ['everything'] });
    expect((await writeWish(context({ database: log.wrap(db()) }), lease, wish)).widens).toEqual([]);
    expect(log.take().filter(({ sql }) => sql.includes('FROM connector.known_models AS'))).toEqual([]);
  });
});
