import { describe, expect, test } from '@jest/globals';
import { ok } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, OMNI, oktaWrites, REGION, seedOrg, setUpRegion } from './set-up.ts';

const start = useConnector();

async function begin(options: Parameters<typeof start>[0] = {}): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg: true, ...options });
  seedOrg(c);
  return c;
}

type Answer = { readonly steps: readonly { step: string; status: string; detail: string }[] };
const stepOf = ({ steps }: Answer, name: string) => steps.find(({ step }) => step === name);

const BY_HAND = { title: 'By hand', type: 'string', externalName: 'region' };

describe("an attribute of the app's profile", () => {
  test.each(['merge', 'replace'] as const)(
    'that is set right keeps what nobody asked to change, where Okta makes a %s of it',
    async (propertyWrite) => {
      const c = await begin({ oktaOrg: { propertyWrite } });
      const rest = {
        master: { type: 'OVERRIDE', priority: [{ type: 'APP', value: '0oa1' }, { type: 'OKTA' }] },
        ...{ minLength: 2, maxLength: 20, required: true, default: 'emea', mutability: 'READ_ONLY' },
        ...{ unique: 'UNIQUE_VALIDATED', permissions: [{ principal: 'SELF', action: 'HIDE', more: true }] },
      };
      c.oktaOrg.addAppAttribute('region', { ...BY_HAND, ...rest });
      await setUpRegion(c);
      expect(c.oktaOrg.state.appSchema.region).toEqual({
        ...BY_HAND,
        ...rest,
        externalNamespace: OMNI,
        scope: 'NONE',
      });
    },
  );

  test('of the scope SELF stays so: it is said, and a repeat finds nothing to do', async () => {
    const c = await begin();
    c.oktaOrg.addAppAttribute('region', { ...BY_HAND, scope: 'SELF' });
    const first = stepOf(await setUpRegion(c), 'omni-app-attribute');
    expect(first).toMatchObject({ status: 'done', detail: expect.stringContaining('stays SELF') });
    expect(c.oktaOrg.state.appSchema.region).toMatchObject({ scope: 'SELF', externalNamespace: OMNI });
    const writes = oktaWrites(c);
    const second = stepOf(await setUpRegion(c), 'omni-app-attribute');
    expect(second).toMatchObject({ status: 'already', detail: expect.stringContaining('stays SELF') });
    expect(oktaWrites(c)).toBe(writes);
    c.oktaOrg.updateProfile(ADA, { region: 'emea' });
    expect(c.oktaOrg.appUser(ADA)?.profile).toMatchObject({ region: 'emea' });
  });

  test.each(['title', 'department'])(
    'that is to carry %s goes beside the one of the SCIM standard',
    async (reference) => {
      const c = await begin();
      const answer = ok(await c.call('setup-synced-attribute', { ...REGION, reference }));
      const appVariable = `omni_${reference}`;
      expect(answer).toMatchObject({ complete: true, reference, oktaVariable: reference, appVariable });
      const sent = { externalName: reference, externalNamespace: OMNI };
      expect(c.oktaOrg.state.appSchema[appVariable]).toMatchObject(sent);
      c.oktaOrg.updateProfile(ADA, { [reference]: 'Lead' });
      expect(c.oktaOrg.appUser(ADA)?.profile).toMatchObject({ [appVariable]: 'Lead' });
      expect(ok(await c.call('remove-synced-attribute', { reference }))).toMatchObject({ complete: true, appVariable });
    },
  );

  test('cannot be written by a role that may not manage the app: the fix names the permission', async () => {
    const c = await begin({ oktaOrg: { roleManagesApp: false } });
    const answer = ok(await c.call('setup-synced-attribute', REGION));
    expect(answer).toMatchObject({ complete: false, failedCode: 'OKTA_ACCESS_REFUSED' });
    expect(stepOf(answer, 'omni-app-attribute')?.detail).toContain('okta.apps.manage');
  });
});

describe('values from groups', () => {
  const FROM_GROUPS = { ...REGION, valuesFrom: 'groups' } as const;
  const profileOf = ({ oktaOrg }: ConnectorUnderTest) => oktaOrg.appUser(ADA)?.profile;

  async function inGroups(more: object) {
    const c = await begin();
    ok(await c.call('setup-synced-attribute', { ...FROM_GROUPS, ...more }));
    c.oktaOrg.setAppUser(ADA, { scope: 'GROUP' });
    for (const group of ['Sales', 'Support']) c.oktaOrg.addToGroup(group, ADA);
    return c;
  }

  test('leave the attribute unmapped, so that the group with the higher priority counts', async () => {
    const c = await inGroups({});
    c.oktaOrg.assignGroup({ group: 'Support', priority: 1, profile: { region: 'apac' } });
    c.oktaOrg.assignGroup({ group: 'Sales', priority: 0, profile: { region: 'emea' } });
    expect(profileOf(c)).toMatchObject({ region: 'emea' });
    c.oktaOrg.removeFromGroup('Sales', ADA);
    expect(profileOf(c)).toMatchObject({ region: 'apac' });
    expect([c.oktaOrg.state.mapping.region, c.oktaOrg.state.userSchema.region]).toEqual([undefined, undefined]);
  });

  test('are joined where there may be several', async () => {
    const c = await inGroups({ multiValued: true });
    c.oktaOrg.assignGroup({ group: 'Support', priority: 1, profile: { region: ['apac', 'emea'] } });
    c.oktaOrg.assignGroup({ group: 'Sales', priority: 0, profile: { region: ['emea'] } });
    expect(profileOf(c)).toMatchObject({ region: ['emea', 'apac'] });
  });

  test('do not reach an attribute that is mapped', async () => {
    const c = await begin();
    await setUpRegion(c, { multiValued: true });
    c.oktaOrg.setAppUser(ADA, { scope: 'GROUP' });
    c.oktaOrg.addToGroup('Sales', ADA);
    c.oktaOrg.assignGroup({ group: 'Sales', priority: 0, profile: { region: ['emea'] } });
    expect(profileOf(c)?.region).toBeUndefined();
    expectError(await c.call('setup-synced-attribute', FROM_GROUPS), 409, 'OKTA_MAPPING_CONFLICT');
  });

  test('repeated find nothing to do, also without a mapping object', async () => {
    const c = await begin({ oktaOrg: { hasMapping: false } });
    ok(await c.call('setup-synced-attribute', FROM_GROUPS));
    const { steps } = ok(await c.call('setup-synced-attribute', FROM_GROUPS));
    expect(steps.map(({ status }: { status: string }) => status)).toEqual([...Array(5).fill('already'), 'manual']);
  });

  test.each([{ oktaVariable: 'city' }, { mappingExpression: 'user.city' }, { applyOn: 'create' }])(
    'have no use for %j',
    async (more) => {
      const c = await begin();
      const answer = await c.call('setup-synced-attribute', { ...FROM_GROUPS, ...more });
      const { details } = expectError(answer, 400, 'BODY_INVALID');
      expect(details[0]?.path).toBe(`/${Object.keys(more)[0]}`);
      expect(oktaWrites(c)).toBe(0);
    },
  );
});

describe('a mapping that asks for groups', () => {
  const BY_GROUP = { ...REGION, mappingExpression: 'isMemberOfGroupName("Sales") ? "emea" : "none"' };

  test('is made, and the step says that Okta does not follow the groups', async () => {
    const c = await begin();
    const detail = expect.stringContaining('does not compute it again');
    expect(stepOf(await setUpRegion(c, BY_GROUP), 'mapping')).toMatchObject({ status: 'done', detail });
    expect(stepOf(await setUpRegion(c, BY_GROUP), 'mapping')).toMatchObject({ status: 'already', detail });
    c.oktaOrg.addToGroup('Sales', ADA);
    expect(c.oktaOrg.appUser(ADA)?.profile).toMatchObject({ region: 'none' });
  });

  test('is named by explain-user', async () => {
    const c = await begin();
    await setUpRegion(c, BY_GROUP);
    c.omni.addUser({ userName: ADA });
    const { steps } = ok(await c.call('explain-user', { userName: ADA, values: { region: 'emea' } }));
    expect(stepOf({ steps }, 'okta-push')?.detail).toContain('Of region: Its expression asks for group memberships');
  });
});

test('other types of users are named: their profiles are not looked at', async () => {
  const c = await begin({ oktaOrg: { otherUserTypes: ['contractor', 'partner'] } });
  const detail = expect.stringContaining('users of the type contractor, partner have a profile');
  expect(stepOf(await setUpRegion(c), 'okta-profile-attribute')).toMatchObject({ status: 'done', detail });
  expect(stepOf(await setUpRegion(c), 'okta-profile-attribute')).toMatchObject({ status: 'already', detail });
});

describe('provisioning', () => {
  test.each<[string, readonly string[], string, RegExp]>([
    ['on', ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES'], 'already', /may create and update users/],
    ['off for updates', ['PUSH_NEW_USERS'], 'manual', /^Update User Attributes is off/],
    ['off', [], 'manual', /^Create Users and Update User Attributes is off.*To App/],
  ])('that is %s is read from the app', async (_, features, status, detail) => {
    const c = await begin({ oktaOrg: { features } });
    expect(stepOf(await setUpRegion(c), 'provisioning')).toMatchObject({
      status,
      detail: expect.stringMatching(detail),
    });
  });

  test('that may not be read is left to a human, and all else is done', async () => {
    const c = await begin();
    const body = { errorCode: 'E0000006', errorSummary: 'no', errorCauses: [] };
    const app = { method: 'GET', path: `/api/v1/apps/${c.oktaOrg.appId}` };
    c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body }, app);
    const step = stepOf(await setUpRegion(c), 'provisioning');
    expect(step).toMatchObject({ status: 'manual', detail: expect.stringContaining('could not be read') });
  });

  test('that is off is told by explain-user: Okta overwrites nothing then', async () => {
    const c = await begin({ oktaOrg: { features: [] } });
    await setUpRegion(c);
    c.omni.addUser({ userName: ADA });
    const { steps } = ok(await c.call('explain-user', { userName: ADA, values: { region: 'emea' } }));
    const detail = expect.stringMatching(/maps region \(user\.region\) and pushes nothing of it now\..*is off/);
    expect(stepOf({ steps }, 'okta-push')).toMatchObject({ ok: true, detail });
  });
});
