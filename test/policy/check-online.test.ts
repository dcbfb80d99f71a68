import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createOktaOrgDouble, type OktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import { createOmniDouble, type OmniDouble } from '../../local/omni/omni-double.ts';
import { runCommand } from '../cli/run-command.ts';
import { syncAttribute } from '../sync/set-up.ts';
import { POLICY, usePolicies } from './set-up.ts';

const policies = usePolicies();
let omni: OmniDouble;
let org: OktaOrgDouble;
let environment: Record<string, string>;
let close: () => Promise<unknown>;

beforeEach(async () => {
  omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
  org = createOktaOrgDouble();
  for (const [name, type] of [
    ['region', 'String'],
    ['seats', 'Number'],
    ['pii', 'String'],
  ] as const)
    omni.addAttribute({ name, label: name, type });
  omni.addAttribute({ name: 'teams', label: 'teams', type: 'String', multiple_values: true });
  syncAttribute(org, 'region');
  syncAttribute(org, 'seats', 'number');
  for (const group of ['PII Readers', 'Sales', 'team-north']) org.addGroup(group);
  const [atOmni, atOrg] = [await omni.listen(), await org.listen()];
  close = () => Promise.all([atOmni.close(), atOrg.close()]);
  environment = {
    OMNI_BASE_URL: atOmni.url,
    OMNI_API_KEYS: omni.keys.organization.join(','),
    OKTA_ISSUER: 'https://acme.okta.example/oauth2/default',
    OKTA_ORG_URL: atOrg.url,
    OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
    OKTA_OMNI_APP_ID: org.appId,
  };
});
afterEach(() => close());

const check = (text: string, more: readonly string[] = []) =>
  runCommand(['policy', 'check', policies(text), '--online', ...more], environment);

describe('policy check --online', () => {
  test('finds nothing wrong where Okta and Omni have all that is named', async () => {
    expect(await check(POLICY)).toMatchObject({
      code: 0,
      output: expect.stringContaining('4 attributes, nothing is wrong.'),
    });
  });

  test('names each thing that Okta or Omni lacks, with its line and what to do', async () => {
    omni.addAttribute({ name: 'flag', label: 'Flag', type: 'Number' });
    omni.addAttribute({ name: 'wide', label: 'Wide', type: 'String', multiple_values: true });
    org.addGroup('Sales');
    const { code, output } = await check(
      POLICY.replace('user.regionOfUser', 'user.regionOfUsers')
        .replace('app.seatsOfApp', 'app.seats')
        .replace('PII Readers', 'PII readers')
        .concat(
          '  - { reference: flag, label: Flag, type: string }\n  - { reference: regio, label: R, type: string }\n',
        )
        .concat(
          '  - { reference: omni_user_email, label: E, type: string }\n  - { reference: wide, label: W, type: string }\n',
        ),
    );
    expect(code).toBe(1);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => line.replace(/^policy-\d+\.yaml:/, ''));
    expect(lines).toEqual([
      '3: /attributes/0/value/okta the Okta user profile has no attribute regionOfUsers (did you mean regionOfUser?): take the variable name that the Profile Editor shows',
      expect.stringMatching(/^4: \/attributes\/1\/value\/okta the Omni app's profile in Okta has no attribute seats/),
      '9: /attributes/2/value/groups/0/group Okta has no group of exactly this name, case included: correct it, or create the group',
      '16: /attributes/3/value/groups/0/group two groups in Okta bear one name, and nobody can tell which is meant: rename one of them',
      '18: /attributes/4/type Omni has flag with the type number, which stays: write number here',
      '19: /attributes/5/reference Omni has no attribute regio (did you mean region?): create it with ensure-attribute',
      "20: /attributes/6/reference omni_user_email is one of Omni's own, which nobody writes: leave it out",
      '21: /attributes/7/multiValued in Omni wide holds several values: write multiValued: true here',
    ]);
  });

  test('warns of a pattern that no group fits, with its line and what to do, and takes it for no mistake', async () => {
    const text = POLICY.replace('team-*', 'taem-*');
    const { code, output } = await check(text);
    expect(code).toBe(0);
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => line.replace(/^.*policy-\d+\.yaml:/, '')),
    ).toEqual([
      '16: warning: /attributes/3/value/groups/1/groupLike no group in Okta fits this pattern, so that it gives nobody a value: correct it, or create such a group',
      ' 4 attributes, nothing else is wrong.',
    ]);
    const { warnings, problems } = JSON.parse((await check(text, ['--json'])).output);
    expect([warnings, problems]).toEqual([[expect.objectContaining({ line: 16 })], []]);
  });

  test('says so where the service app may not read groups', async () => {
    org.switches.grantedScopes = org.switches.grantedScopes.filter((one) => one !== 'okta.groups.read');
    const { code, output } = await check(POLICY, ['--json']);
    expect(code).toBe(1);
    const { problems } = JSON.parse(output);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatchObject({ line: 9, message: expect.stringContaining('okta.groups.read') });
  });

  test('asks Okta nothing that the policy does not read there', async () => {
    const bare = Object.fromEntries(
      Object.entries(environment).filter(([name]) => !/ORG|MANAGEMENT|APP_ID/.test(name)),
    );
    const file = policies('version: 1\nattributes: [{ reference: region, label: R, type: string }]\n');
    expect(await runCommand(['policy', 'check', file, '--online'], bare)).toMatchObject({ code: 0 });
    const reads = await runCommand(['policy', 'check', policies(POLICY), '--online'], bare);
    expect(reads).toMatchObject({ code: 1, errors: expect.stringContaining('OKTA_ORG_URL') });
  });
});
