import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { until } from '../support/until.ts';
import { ADA, auditRows, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const start = useConnector();

const set = (userName: string) => ({ userName, values: { region: 'emea' } });

describe('a user who cannot be written to', () => {
  test('is 404 when Omni has no such user', async () => {
    const c = await start();
    seed(c);
    const answer = await c.call('set-user-values', set('nobody@acme.example'));
    expect(answer).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND', retryable: false } });
    expect(writeCount(c)).toBe(0);
  });

  test('is 404 when the name differs from a user of Omni in more than the case of A to Z', async () => {
    const c = await start();
    seed(c);
    c.omni.addUser({ userName: 'mark@acme.example' });
    // The Kelvin sign, which Unicode folds to k, as this local Omni's filter does.
    const answer = await c.call('set-user-values', set('mar\u212a@acme.example'));
    expect(answer).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(writeCount(c)).toBe(0);
  });

  test('is 422 when Omni shows that the user is deactivated', async () => {
    const c = await start({ switches: { revokedInList: 'yes' } });
    seed(c);
    c.omni.deactivate(ADA);
    expect(await setValues(c, { region: 'emea' })).toMatchObject({ status: 422, body: { code: 'USER_INACTIVE' } });
    expect(ok(await c.call('read-user', { userName: ADA }))).toMatchObject({ found: true, active: false });
    expect(writeCount(c)).toBe(0);
  });

  test('is 409 when two active users bear the name', async () => {
    const c = await start();
    seed(c);
    const users = ['ada@acme.example', 'Ada@acme.example'].map((userName, id) => ({
      id: `id-${id}`,
      userName,
      active: true,
    }));
    const body = { totalResults: 2, itemsPerPage: 2, startIndex: 1, Resources: users };
    c.omni.faults.plan({ kind: 'answer', status: 200, body }, { method: 'GET', path: /Users$/ });
    expect(await setValues(c, { region: 'emea' })).toMatchObject({ status: 409, body: { code: 'USER_AMBIGUOUS' } });
    expect(writeCount(c)).toBe(0);
  });

  test('is 404 when the user is deleted between finding and writing, and the next call looks again', async () => {
    const c = await start();
    seed(c);
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
    const calling = setValues(c, { region: 'emea' });
    await until(() => c.omni.log.count({ method: 'PATCH' }) > 0);
    c.omni.remove(ADA);
    goOn();
    expect(await calling).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(await auditRows(c)).toEqual([]);
    c.omni.addUser({ userName: ADA });
    expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ verified: true });
    await expectTidy(c, ['region']);
  });

  test.each(['ada"@acme.example', 'ada\\@acme.example', 'ada', 'a b@acme.example', '(ada)@acme.example'])(
    'is 400 for the name %j, which is no address, without asking Omni',
    async (userName) => {
      const c = await start();
      expect(await c.call('set-user-values', set(userName))).toMatchObject({ status: 400 });
      expect(c.omni.log.all).toEqual([]);
    },
  );
});

describe('a user is found', () => {
  test.each(["o'neil@acme.example", 'ada+test@acme.example', 'zoë.müller@acme.example', 'a%20&b=c@acme.example'])(
    'by the name %s, and nobody else is written to',
    async (userName) => {
      const c = await start();
      seed(c);
      c.omni.addUser({ userName });
      expect(ok(await c.call('set-user-values', set(userName)))).toMatchObject({ verified: true, userName });
      expect(held(c, userName)).toEqual({ region: 'emea' });
      expect(held(c)).toEqual({ untouched: 'keep' });
    },
  );

  test('in any case, and is named as Omni writes it', async () => {
    const c = await start();
    seed(c);
    c.omni.addUser({ userName: 'Grace.Hopper@Acme.example' });
    const answer = ok(await c.call('set-user-values', set('grace.hopper@ACME.example')));
    expect(answer).toMatchObject({ userName: 'Grace.Hopper@Acme.example', verified: true });
    expect(await auditRows(c)).toMatchObject([{ userName: 'Grace.Hopper@Acme.example' }]);
  });

  test('with the same requests once the id is known: only a search tells that nobody else bears the name', async () => {
    const c = await start();
    seed(c);
    await setValues(c, { region: 'emea' });
    c.omni.log.clear();
    await setValues(c, { region: 'apac' });
    expect(c.omni.log.all.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'GET']);
  });
});

describe.each(['no', 'yes'] as const)('a user who comes back under a new id, revokedInList=%s', (revokedInList) => {
  test('is found again, and holds what is written now and nothing of before', async () => {
    const c = await start({ switches: { revokedInList } });
    seed(c);
    const before = ok(await setValues(c, { region: 'emea', seats: 9 }));
    c.omni.deactivate(ADA);
    expect(await setValues(c, { region: 'apac' })).toMatchObject({ status: 422, body: { code: 'USER_INACTIVE' } });
    const { id } = c.omni.reactivate(ADA);
    const after = ok(await setValues(c, { region: 'apac' }));
    expect(after).toMatchObject({ omniUserId: id, verified: true, changes: [{ before: '', after: 'apac' }] });
    expect(id).not.toBe(before.omniUserId);
    expect(held(c)).toEqual({ region: 'apac' });
    await expectTidy(c, ['region', 'seats']);
  });
});
