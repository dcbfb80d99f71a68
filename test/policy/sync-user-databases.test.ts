import { describe, expect, test } from '@jest/globals';
import { usage } from '../reports/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { databases } from '../support/databases.ts';
import { ADA, BEN, held, ok, POLICY, peopleOf, sync, syncUser, until, usePolicies } from './set-up.ts';

const policies = usePolicies();
const policy = policies(POLICY);

describe.each(databases)('one person is brought to what the policy says, on %s', (_, open) => {
  const start = useConnector(open);

  test('says what it opens more, and is not held', async () => {
    const c = await peopleOf(start, policy);
    const filter = '{ field: orders.pii, user_attribute: pii, values_for_unfiltered: ["true"] }';
    c.omni.addModel({ name: 'Sales', files: { 'orders.topic': `access_filters: [${filter}]` } });
    await usage(c);
    const widens = [{ reference: 'pii', reason: expect.stringContaining('takes away the filter on orders.pii') }];
    expect(await syncUser(c, { userName: ADA, dryRun: true })).toMatchObject({ widens });
    expect(await syncUser(c, { userName: ADA })).toMatchObject({ widens, verified: true });
    expect(await syncUser(c, { userName: BEN })).toMatchObject({ widens: [], verified: true });
  });

  test('now, with the source of each value', async () => {
    const c = await peopleOf(start, policy);
    const body = await syncUser(c, { userName: ADA });
    expect(body).toMatchObject({ changed: true, verified: true, assigned: true, problems: [] });
    expect(body.sources).toEqual([
      { reference: 'region', from: 'profile', detail: 'user.regionOfUser' },
      { reference: 'seats', from: 'mapping', detail: 'app.seatsOfApp' },
      { reference: 'pii', from: 'policy', detail: 'group PII Readers' },
      { reference: 'teams', from: 'policy', detail: 'groups Sales, team-north, team-south' },
    ]);
    expect(held(c, ADA)).toEqual({ region: 'emea', seats: 12, pii: 'true', teams: ['north', 'sales', 'south'] });
    expect(held(c, BEN)).toEqual({});
  });

  test('when a membership changes', async () => {
    const c = await peopleOf(start, policy);
    await syncUser(c, { userName: BEN });
    c.oktaOrg.addToGroup('PII Readers', BEN);
    const body = await syncUser(c, { oktaUserId: c.oktaOrg.user(BEN).id, references: ['pii'] });
    expect(body.changes).toMatchObject([{ reference: 'pii', before: 'false', after: 'true' }]);
    c.oktaOrg.removeFromGroup('PII Readers', BEN);
    expect((await syncUser(c, { userName: BEN })).changes).toMatchObject([{ reference: 'pii', after: 'false' }]);
  });

  test('and a sync that has read the groups before loses to it', async () => {
    const c = await peopleOf(start, policy);
    const { jobId } = (await c.call('sync-from-okta', { references: ['pii'], maxChangedUsers: 0 })).body;
    await until(c, jobId, 'needs-approval');
    c.oktaOrg.removeFromGroup('PII Readers', ADA);
    await syncUser(c, { userName: ADA });
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect([held(c, ADA).pii, held(c, BEN).pii]).toEqual(['false', 'false']);
    const { results } = (await c.call('list-job-results', { jobId })).body;
    expect(results[0]).toMatchObject({ userName: ADA, status: 'unchanged', code: 'ROW_SUPERSEDED' });
  });

  test('but a sync that reads the groups after it does not', async () => {
    const c = await peopleOf(start, policy);
    await syncUser(c, { userName: ADA });
    c.oktaOrg.removeFromGroup('PII Readers', ADA);
    await sync(c, { references: ['pii'] });
    expect(held(c, ADA).pii).toBe('false');
  });
});
