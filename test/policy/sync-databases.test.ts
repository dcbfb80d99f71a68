import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { databases } from '../support/databases.ts';
import { ADA, BEN, CLEO, held, ok, POLICY, peopleOf, sync, usePolicies, writeCount } from './set-up.ts';

const policies = usePolicies();
const policy = policies(POLICY);

describe.each(databases)('a sync follows the policy, on %s', (_, open) => {
  const start = useConnector(open);
  const people = (file = policy) => peopleOf(start, file);

  test('with the values of profiles and of groups, and what comes otherwise', async () => {
    const c = await people();
    const body = await sync(c);
    expect(body).toMatchObject({
      total: 3,
      changedCount: 3,
      failedCount: 0,
      references: ['region', 'seats', 'pii', 'teams'],
    });
    expect(held(c, ADA)).toEqual({ region: 'emea', seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
    expect(held(c, BEN)).toEqual({ region: 'apac', pii: 'false', teams: ['north'] });
    expect(held(c, CLEO)).toEqual({ pii: 'false' });
  });

  test('and tells what it has asked of Okta: the search, each page of members, each page of users', async () => {
    const c = await people();
    const dry = ok(await c.call('sync-from-okta', { dryRun: true }));
    // One search, PII Readers, Sales, team-north and team-south, and one page of users.
    expect(dry).toMatchObject({ oktaRequests: 8, message: expect.stringContaining('Okta was asked 8 times.') });
    expect(writeCount(c)).toBe(0);
    expect((await sync(c)).message).toContain('Okta was asked 6 times.');
    const asked = c.oktaOrg.log.filter({ path: '/api/v1/groups' });
    expect(asked).toHaveLength(2 * 5);
  });

  test('for the references that are asked for, and asks for no group that does not decide about them', async () => {
    const c = await people();
    expect(await sync(c, { references: ['region', 'pii'] })).toMatchObject({
      references: ['region', 'pii'],
      oktaRequests: 3,
    });
    expect(held(c, ADA)).toEqual({ region: 'emea', pii: 'true' });
    expect(await sync(c, { references: ['region'] })).toMatchObject({ oktaRequests: 1 });
  });

  test('again when a membership changes, also where only what changed is asked for', async () => {
    const c = await people();
    await sync(c, { only: 'changed' });
    c.oktaOrg.addToGroup('PII Readers', CLEO);
    c.oktaOrg.removeFromGroup('PII Readers', ADA);
    expect(await sync(c, { only: 'changed' })).toMatchObject({ total: 3, changedCount: 2 });
    expect([held(c, ADA).pii, held(c, CLEO).pii]).toEqual(['false', 'true']);
  });

  test('and remembers who was in the groups, as long as they are', async () => {
    const c = await people();
    await sync(c);
    c.oktaOrg.removeFromGroup('team-north', ADA);
    await sync(c);
    const { database } = c.connector.services;
    const members = await database.query<{ name: string; id: string }>(
      'SELECT name, okta_user_id AS id FROM connector.okta_group_members JOIN connector.okta_groups ON id = group_id',
    );
    const [ada, ben] = [c.oktaOrg.user(ADA).id, c.oktaOrg.user(BEN).id];
    expect(members.map(({ name, id }) => `${name} ${id}`).sort()).toEqual(
      [`PII Readers ${ada}`, `Sales ${ada}`, `team-north ${ben}`, `team-south ${ada}`].sort(),
    );
  });
});
