import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { ADA, ok, seed, setValues } from './set-up.ts';

const start = useConnector();

interface Listed {
  readonly users: readonly { readonly userName: string; readonly valuesKnown: boolean }[];
  readonly values: readonly { readonly userName: string; readonly reference: string }[];
  readonly total: number;
  readonly nextCursor: string;
}

const list = async (c: ConnectorUnderTest, input: object = {}): Promise<Listed> =>
  ok(await c.call('list-users', input)) as unknown as Listed;
const known = ({ users }: Listed) => users.find(({ userName }) => userName === ADA)?.valuesKnown;
const valuesOf = ({ values }: Pick<Listed, 'values'>) => values.filter(({ userName }) => userName === ADA);
const requests = (c: ConnectorUnderTest): number => c.omni.log.filter({ path: /scim/ }).length;

describe('list-users', () => {
  test('shows values where the list does, with one request for a page of 100 users', async () => {
    const c = await start({ switches: { listValues: 'include' } });
    seed(c);
    c.omni.setValue(ADA, 'region', 'emea');
    const before = requests(c);
    const page = await list(c);
    expect(known(page)).toBe(true);
    expect(valuesOf(page)).toMatchObject([
      { reference: 'region', values: ['emea'], source: 'own' },
      { reference: 'untouched', values: ['keep'], source: 'own' },
    ]);
    expect(page.nextCursor).toBe('');
    expect(requests(c) - before).toBe(1);
  });

  test('goes through all users page by page, each once', async () => {
    const c = await start({ switches: { listValues: 'include' } });
    seed(c);
    for (let number = 0; number < 150; number += 1) c.omni.addUser({ userName: `user-${number}@acme.example` });
    const first = await list(c);
    const second = await list(c, { cursor: first.nextCursor });
    const names = [...first.users, ...second.users].map(({ userName }) => userName);
    expect(first.users).toHaveLength(100);
    expect(second.nextCursor).toBe('');
    expect(new Set(names).size).toBe(first.total);
    expect(names).toHaveLength(first.total);
  });

  test('tells that values are not known where the list leaves them out, and reads users when asked to', async () => {
    const c = await start({ switches: { listValues: 'omit' } });
    seed(c);
    for (let number = 0; number < 10; number += 1) c.omni.addUser({ userName: `user-${number}@acme.example` });
    c.omni.setValue(ADA, 'region', 'emea');
    const unread = await list(c);
    expect([known(unread), unread.values]).toEqual([false, []]);

    const before = requests(c);
    const first = await list(c, { readEach: true });
    expect(requests(c) - before).toBe(9);
    expect(first.users).toHaveLength(8);
    const second = await list(c, { readEach: true, cursor: first.nextCursor });
    const all = [...first.users, ...second.users];
    expect(all.every(({ valuesKnown }) => valuesKnown)).toBe(true);
    expect(new Set(all.map(({ userName }) => userName)).size).toBe(first.total);
    expect(valuesOf({ values: [...first.values, ...second.values] })).toMatchObject([
      { values: ['emea'] },
      { values: ['keep'] },
    ]);
  });

  test('says whether a default that is shown is held, is not, or may be', async () => {
    const c = await start({ switches: { listValues: 'include', readDefaults: 'yes' } });
    seed(c);
    c.omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String', default_value: 'basic' });
    const tier = async () => valuesOf(await list(c)).filter(({ reference }) => reference === 'tier');
    expect(await tier()).toMatchObject([{ values: ['basic'], source: 'unclear' }]);
    await setValues(c, { tier: 'gold' });
    expect(await tier()).toMatchObject([{ values: ['gold'], source: 'own' }]);
    await setValues(c, { tier: null });
    expect(await tier()).toMatchObject([{ values: ['basic'], source: 'default' }]);
  });

  test('refuses a cursor of another action', async () => {
    const c = await start();
    seed(c);
    const cursor = Buffer.from('list-jobs 1').toString('base64url');
    expect(await c.call('list-users', { cursor })).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
  });
});
