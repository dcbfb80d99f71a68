import { describe, expect, test } from '@jest/globals';
import { forgetOmniUser, recallOmniUser, rememberOmniUser, rememberOmniUsers } from '../../src/store/omni-users.ts';
import { databases, useDatabase } from '../support/databases.ts';

describe.each(databases)('remembered ids on %s', (_, open) => {
  const db = useDatabase(open);

  test('the id of a user is recalled by the name in any case, replaced, and forgotten', async () => {
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBeUndefined();
    await rememberOmniUser(db(), 'Ada@acme.example', 'id-1', 1);
    expect(await recallOmniUser(db(), 'ada@ACME.example')).toBe('id-1');
    await rememberOmniUser(db(), 'ada@acme.example', 'id-2');
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBe('id-2');
    await forgetOmniUser(db(), 'ADA@acme.example');
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBeUndefined();
  });

  test('the ids of a page are remembered by name in any case, and replaced, but not of a name borne twice', async () => {
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
    const names = ['ADA@acme.example', 'bob\u{fffd}@acme.example', 'eve@acme.example', 'nobody'];
    const recalled = await Promise.all(names.map((name) => recallOmniUser(db(), name)));
    expect(recalled).toEqual(['id-1', 'id-2', undefined, undefined]);
  });

  test('pages saved by two replicas at once, in different order, do not block each other', async () => {
    const users = Array.from({ length: 100 }, (_, i) => ({ userName: `u${i}@acme.example`, omniUserId: `id-${i}` }));
    const save = (i: number) => rememberOmniUsers(db(), i % 2 === 0 ? users : users.toReversed());
    await Promise.all(Array.from({ length: 10 }, (_, i) => save(i)));
    const recalled = await Promise.all(users.map(({ userName }) => recallOmniUser(db(), userName)));
    expect(recalled).toEqual(users.map(({ omniUserId }) => omniUserId));
  });
});
