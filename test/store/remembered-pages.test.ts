import { describe, expect, test } from '@jest/globals';
import { recallOmniUser, rememberOmniUsers } from '../../src/store/omni-users.ts';
import {
  readVerifiedValues,
  readVerifiedValuesOfUsers,
  saveVerifiedValuesOfUsers,
} from '../../src/store/verified-values.ts';
import { databases, useDatabase } from '../support/databases.ts';

const region = (...value: string[]) => new Map([['region', value]]);

describe.each(databases)('pages of remembered things on %s', (_, open) => {
  const db = useDatabase(open);

  test('the ids of a page are remembered by name in any case, replaced, and recalled together, but not of a name borne twice', async () => {
    await rememberOmniUsers(db(), [
      { userName: 'ada@acme.example', omniUserId: 'old' },
      { userName: 'eve@acme.example', omniUserId: 'id-3' },
      { userName: 'Eve@acme.example', omniUserId: 'id-3' },
    ]);
    expect(await recallOmniUser(db(), 'eve@acme.example')).toBe('id-3');
    await rememberOmniUsers(db(), [
      { userName: 'Ada@acme.example', omniUserId: 'id-1' },
      { userName: 'bob\0@acme.example', omniUserId: 'id-2' },
      { userName: 'eve@acme.example', omniUserId: 'id-3' },
      { userName: 'EVE@acme.example', omniUserId: 'id-4' },
    ]);
    await rememberOmniUsers(db(), []);
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBe('id-1');
    const recalled = await Promise.all(
      ['ADA@acme.example', 'bob\0@acme.example', 'eve@acme.example', 'nobody'].map((name) =>
        recallOmniUser(db(), name),
      ),
    );
    expect(recalled).toEqual(['id-1', 'id-2', undefined, undefined]);
  });

  test('the values of a page are kept and read together; a later verification is never replaced', async () => {
    await saveVerifiedValuesOfUsers(db(), [{ omniUserId: 'id-1', values: region('new') }], 20);
    const odd = ['', 'a,b', 'ü\0\ud800"\\'];
    const page = [
      { omniUserId: 'id-1', values: new Map([...region('old'), ['seats', ['1']]]) },
      { omniUserId: 'id-2', values: region(...odd) },
      { omniUserId: 'id-3', values: new Map() },
    ];
    await saveVerifiedValuesOfUsers(db(), page, 10);
    await saveVerifiedValuesOfUsers(db(), [], 30);

    const read = await readVerifiedValuesOfUsers(db(), ['id-1', 'id-2', 'id-3']);
    expect([...read.keys()].sort()).toEqual(['id-1', 'id-2']);
    expect(read.get('id-1')?.get('region')).toEqual({ value: ['new'], verifiedAt: 20 });
    expect(read.get('id-1')?.get('seats')).toEqual({ value: ['1'], verifiedAt: 10 });
    expect(read.get('id-2')).toEqual(await readVerifiedValues(db(), 'id-2'));
    expect(read.get('id-2')?.get('region')?.value).toEqual(odd);
  });

  test('pages saved by two replicas at once, in different order, do not block each other', async () => {
    const page = Array.from({ length: 100 }, (_, i) => ({ omniUserId: `id-${i}`, values: region(`${i}`) }));
    const users = page.map(({ omniUserId }) => ({ userName: `${omniUserId}@acme.example`, omniUserId }));
    const save = async (reversed: boolean) => {
      await saveVerifiedValuesOfUsers(db(), reversed ? page.toReversed() : page, 1);
      await rememberOmniUsers(db(), reversed ? users.toReversed() : users);
    };
    await Promise.all(Array.from({ length: 10 }, (_, i) => save(i % 2 === 0)));
    expect(
      (
        await readVerifiedValuesOfUsers(
          db(),
          page.map(({ omniUserId }) => omniUserId),
        )
      ).size,
    ).toBe(100);
  });
});
