import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { OMNI_SWITCHES } from '../../local/omni/switches.ts';
import { useConnector } from '../support/connector.ts';
import { ADA, held, ok, seed, setValues } from './set-up.ts';

const start = useConnector();

describe('ping', () => {
  test('tells what the key may do', async () => {
    const c = await start();
    expect(ok(await c.call('ping'))).toMatchObject({
      omniKeyScope: 'organization',
      omniOrgRole: 'ORG_ADMIN',
      canManageAttributes: true,
    });
  });

  test.each(['404', 'invalid-method'] as const)('works on an instance without whoami (%s)', async (whoami) => {
    const c = await start({ switches: { whoami } });
    expect(ok(await c.call('ping'))).toMatchObject({
      ok: true,
      omniKeyScope: 'unknown',
      omniOrgRole: 'unknown',
      canManageAttributes: false,
    });
  });

  test('of a member whose role may manage attributes does not know it until it is tried', async () => {
    const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
    const [key = ''] = omni.keys.organization;
    omni.keys.setRole(key, 'MEMBER');
    omni.keys.allowAttributes(key);
    const c = await start({ omni });
    const body = ok(await c.call('ping'));
    expect(body).toMatchObject({ ok: true, omniOrgRole: 'MEMBER', canManageAttributes: false });
    expect(body.message).toContain('whether it may create attributes is unknown until tried');
    const area = { reference: 'area', label: 'Area', type: 'string' };
    expect(ok(await c.call('create-attribute', area))).toMatchObject({ created: true });
  });

  test('says so when the instance cannot create attributes', async () => {
    const c = await start({ switches: { definitionWrites: 'off' } });
    expect(ok(await c.call('ping'))).toMatchObject({ ok: true, canManageAttributes: false });
  });
});

describe.each(['on', '404', 'invalid-method'] as const)('a personal token, whoami=%s', (whoami) => {
  test('is 502 with the reason, for ping and for every call about users', async () => {
    const omni = createOmniDouble({ switches: { whoami }, requestsPerMinute: Number.POSITIVE_INFINITY });
    const c = await start({ omni, environment: { OMNI_API_KEYS: omni.keys.personal } });
    seed(c);
    const refused = { status: 502, body: { code: 'OMNI_KEY_NOT_ORGANIZATION', retryable: false } };
    expect(await c.call('ping')).toMatchObject(refused);
    expect(await setValues(c, { region: 'emea' })).toMatchObject(refused);
    expect(await c.call('read-user', { userName: ADA })).toMatchObject(refused);
  });
});

describe.each(OMNI_SWITCHES.badKey.values)('a key that Omni refuses with %s', (badKey) => {
  const one = () => createOmniDouble({ switches: { badKey }, requestsPerMinute: Number.POSITIVE_INFINITY });

  test('is 502 when there is no other', async () => {
    const c = await start({ omni: one() });
    seed(c);
    c.omni.keys.disable(c.omni.keys.organization[0] ?? '');
    const refused = { status: 502, body: { code: 'OMNI_KEY_REFUSED' } };
    expect(await c.call('ping')).toMatchObject(refused);
    expect(await setValues(c, { region: 'emea' })).toMatchObject(refused);
    expect(await c.call('list-attributes')).toMatchObject(refused);
  });

  test.each([0, 1])('does not matter while another key works (key %i is revoked)', async (revoked) => {
    const omni = one();
    omni.keys.addOrganizationKey();
    const c = await start({ omni });
    seed(c);
    omni.keys.disable(omni.keys.organization[revoked] ?? '');
    expect(ok(await c.call('ping'))).toMatchObject({ ok: true, omniKeyCount: 2 });
    for (const region of ['emea', 'apac', 'amer']) {
      expect(ok(await setValues(c, { region }))).toMatchObject({ verified: true });
    }
    expect(held(c)).toEqual({ untouched: 'keep', region: 'amer' });
    expect(JSON.stringify(c.logLines)).not.toContain(omni.keys.organization[revoked]);
  });

  test('is named by its place, once in the log, in ping, /readyz and the metrics', async () => {
    const omni = one();
    omni.keys.addOrganizationKey();
    const c = await start({ omni });
    seed(c);
    const metric = (key: number, value: number) => `okta_workflows_omni_omni_key_refused{key="${key}"} ${value}\n`;
    expect((await c.send('GET', '/metrics')).text).toContain(metric(2, 0));
    omni.keys.disable(omni.keys.organization[1] ?? '');
    for (const region of ['emea', 'apac', 'amer']) await setValues(c, { region });

    const lines = c.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.startsWith('Omni refuses a key'));
    expect(lines).toEqual([expect.objectContaining({ level: 50, key: 2, keyCount: 2 })]);
    const body = ok(await c.call('ping'));
    expect(body).toMatchObject({ omniKeyCount: 2, omniKeysRefused: 1 });
    expect(body.message).toContain('Omni refuses the keys at these places of OMNI_API_KEYS: 2.');
    expect((await c.send('GET', '/readyz')).body).toMatchObject({
      ok: true,
      omniKeys: [
        { number: 1, refused: false },
        { number: 2, refused: true },
      ],
    });
    const { text } = await c.send('GET', '/metrics');
    expect(text).toContain(metric(1, 0));
    expect(text).toContain(metric(2, 1));
  });
});
