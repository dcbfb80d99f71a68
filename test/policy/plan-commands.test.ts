import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { followPolicy } from '../../src/cli/policy/open-policy.ts';
import { planMarkdown } from '../../src/cli/policy/plan-markdown.ts';
import { planPolicy } from '../../src/cli/policy/plan-policy.ts';
import { showPlan } from '../../src/cli/policy/show-plan.ts';
import type { CallAction } from '../../src/cli/push/call-action.ts';
import { runCommand } from '../cli/run-command.ts';
import type { Ended } from '../cli/start-command.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { createServerDatabase } from '../support/databases.ts';
import { ADA, BEN, CLEO, held, ok, POLICY, peopleOf, sync, usePolicies, writeCount } from './set-up.ts';

const policies = usePolicies();
const start = useConnector();

/** An attribute that Omni lacks, with a default that everybody is shown who holds nothing. */
const MORE = `  - reference: can_export
    label: Can export
    type: string
    default: "false"
    normalize: yes-no
    allowed: ["true", "false"]
    value:
      groups: [{ group: Sales, value: "yes" }]
      otherwise: "false"
`;
const proposed = policies(POLICY + MORE);

/** By the machine's clock, as the tokens are that the commands get. */
const people = (file = proposed, environment: Record<string, string> = {}) =>
  peopleOf(start, file, { environment, clock: systemClock });

const policy = (c: ConnectorUnderTest, ...args: readonly string[]): Promise<Ended> =>
  runCommand(['policy', ...args], c.remote);

/** The plan as `policy plan --json` shows it, made in this process. */
const planOf = async (c: ConnectorUnderTest, file = proposed) => {
  const call: CallAction = async (action, input) => {
    const { status, body } = await c.call(action, input);
    return status < 300 ? { output: body } : { error: body };
  };
  return (await planPolicy(call, followPolicy({}, file), () => undefined)).plan;
};

const definitionWrites = (c: ConnectorUnderTest) =>
  c.omni.log.filter({ path: /user-attributes/ }).filter(({ method }) => method !== 'GET').length;

describe('policy plan', () => {
  test('shows definitions, values, who gains and loses, and the cost, and writes nothing', async () => {
    const c = await people();
    c.omni.setValue(BEN, 'teams', ['south']);
    const plan = await planOf(c);
    expect(plan).toMatchObject({
      wouldChange: true,
      policyInForce: true,
      changedCount: 3,
      failedCount: 0,
      // A search, four groups, a page of users, two profiles; twice, as definitions come first.
      oktaRequests: 16,
      warnings: [],
      guard: { tripped: false, reason: '' },
    });
    expect(plan.definitions).toEqual([
      {
        reference: 'can_export',
        step: 'create',
        fields: [
          { field: 'label', before: '', after: 'Can export' },
          { field: 'type', before: '', after: 'string' },
          { field: 'multiValued', before: '', after: 'false' },
          { field: 'defaultValue', before: '', after: 'false' },
        ],
        usersFollowingDefault: 0,
        emailOnlyFollowingDefault: 0,
        usersHoldingValue: 0,
        usedCount: 0,
        countTruth: '',
      },
    ]);
    expect(plan.values).toEqual([
      {
        reference: 'region',
        userCount: 2,
        values: [
          { value: 'apac', gainCount: 1, loseCount: 0 },
          { value: 'emea', gainCount: 1, loseCount: 0 },
        ],
      },
      { reference: 'seats', userCount: 1, values: [{ value: '12', gainCount: 1, loseCount: 0 }] },
      {
        reference: 'pii',
        userCount: 3,
        values: [
          { value: 'false', gainCount: 2, loseCount: 0 },
          { value: 'true', gainCount: 1, loseCount: 0 },
        ],
      },
      {
        reference: 'teams',
        userCount: 2,
        values: [
          { value: 'north', gainCount: 2, loseCount: 0 },
          { value: 'sales', gainCount: 1, loseCount: 0 },
          { value: 'south', gainCount: 1, loseCount: 1 },
        ],
      },
      {
        reference: 'can_export',
        userCount: 3,
        values: [
          { value: 'false', gainCount: 2, loseCount: 0 },
          { value: 'true', gainCount: 1, loseCount: 0 },
        ],
      },
    ]);
    expect(plan.people).toContainEqual({ userName: BEN, reference: 'teams', gains: ['north'], loses: ['south'] });
    expect(plan.omniRequests).toBeGreaterThan(0);
    expect([writeCount(c), definitionWrites(c)]).toEqual([0, 0]);
  });

  test('warns of a variable that Okta lacks, in the words of the check', async () => {
    const c = await people();
    const { warnings, changedCount } = await planOf(c, policies(POLICY.replace('app.seatsOfApp', 'app.seatsOfAp')));
    expect(warnings.map((line) => line.replace(/^.*policy-\d+\.yaml/, ''))).toEqual([
      ":4: warning: /attributes/1/value/okta the Omni app's profile in Okta has no attribute seatsOfAp (did you mean seatsOfApp?): take the variable name that the Profile Editor shows",
    ]);
    expect(changedCount).toBe(3);
  });

  test('warns of no variable where Okta does not show its profiles, and plans all the same', async () => {
    const c = await people();
    c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body: {} }, { path: /meta\/schemas/, times: 99 });
    const { warnings, changedCount } = await planOf(c, policies(POLICY.replace('app.seatsOfApp', 'app.seatsOfAp')));
    expect([warnings, changedCount]).toEqual([[], 3]);
  });

  test('warns of a group that Okta lacks and of a pattern that no group fits: file, line, what to do', async () => {
    const c = await people();
    const file = policies(POLICY.replace('PII Readers', 'PII readers').replace('team-*', 'taem-*'));
    const plan = await planOf(c, file);
    expect(plan.warnings.map((line) => line.replace(/^policy-\d+\.yaml/, ''))).toEqual([
      ':9: warning: /attributes/2/value/groups/0/group Okta has no group of exactly this name, case included: correct it, or create the group',
      ':16: warning: /attributes/3/value/groups/1/groupLike no group in Okta fits this pattern, so that it gives nobody a value: correct it, or create such a group',
    ]);
    for (const shown of [showPlan(plan), planMarkdown(plan)])
      for (const warning of plan.warnings) expect(shown).toContain(warning);
  });

  test('as a table it tells the same, and ends with 2', async () => {
    const c = await people();
    const { code, output } = await policy(c, 'plan', proposed);
    expect(code).toBe(2);
    for (const text of ['can_export', 'who gains', ADA, 'requests to Okta', 'Plan hash: '])
      expect(output).toContain(text);
    expect(output).not.toContain('who loses');
  });

  test('where nothing would change it ends with 0', async () => {
    const file = policies(POLICY);
    const c = await people(file);
    await sync(c);
    const { code, output } = await policy(c, 'plan', file);
    expect({ code, last: output.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: 'Nothing would change.' });
  });

  test('what the guard would hold ends with 3', async () => {
    const file = policies(POLICY.replace('otherwise: "false"', 'otherwise: null'));
    const c = await people(file, { GUARD_MAX_CLEARED_VALUES: '0' });
    c.omni.setValue(BEN, 'pii', 'true');
    expect((await policy(c, 'plan', file)).code).toBe(3);
    const plan = await planOf(c, file);
    expect(plan.guard.reason).toContain('1 value would be cleared; the limit is 0.');
    const applied = await policy(c, 'apply', file, '--plan-hash', plan.planHash);
    expect(applied.code).toBe(3);
    expect(applied.output).toContain('waits for approval');
    expect(writeCount(c)).toBe(0);
  });

  test('is of the policy that is sent, by its definitions and rules, whatever the connector follows', async () => {
    const c = await people(policies(POLICY));
    c.oktaOrg.updateProfile(BEN, { regionOfUser: 'latam' });
    const wider = policies((POLICY + MORE).replace('[emea, apac]', '[emea, latam]'));
    const plan = await planOf(c, wider);
    expect(plan).toMatchObject({ policyInForce: false, failedCount: 0 });
    expect(plan.people).toContainEqual({ userName: BEN, reference: 'region', gains: ['latam'], loses: [] });
    const applied = await policy(c, 'apply', wider, '--plan-hash', plan.planHash);
    expect(applied).toMatchObject({ code: 1, errors: expect.stringContaining('POLICY_FILE has to hold it') });
    expect([writeCount(c), definitionWrites(c)]).toEqual([0, 0]);
  });

  test('names the rows that would fail', async () => {
    const c = await people();
    c.oktaOrg.updateProfile(BEN, { regionOfUser: 'mars' });
    const plan = await planOf(c);
    expect(plan).toMatchObject({ failedCount: 1, failures: [{ userName: BEN, code: 'VALUE_NOT_ALLOWED' }] });
  });

  test('what Omni lets nobody change is an error, by line', async () => {
    const file = policies(POLICY.replace('type: number', 'type: string'));
    const c = await people();
    const { code, errors } = await policy(c, 'plan', file, '--json');
    expect(code).toBe(1);
    expect(errors).toMatch(/^policy-\d+\.yaml:4: \/attributes\/1 .*seats/);
  });
});

describe('policy apply', () => {
  test('writes exactly that, definitions first, and then nothing would change', async () => {
    const c = await people();
    const plan = await planOf(c);
    const { code, output } = await policy(c, 'apply', proposed, '--plan-hash', plan.planHash, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      plan: { planHash: plan.planHash },
      job: { status: 'done', changedCount: 3 },
    });
    expect(held(c, ADA)).toEqual({
      region: 'emea',
      seats: 12,
      pii: 'true',
      teams: ['north', 'sales', 'south'],
      can_export: 'true',
    });
    expect(held(c, CLEO)).toEqual({ pii: 'false', can_export: 'false' });
    const writes = c.omni.log.all
      .filter(({ method }) => method !== 'GET')
      .map(({ path }) => /user-attributes/.test(path));
    expect(writes).toEqual([true, false, false, false]);
    expect(await planOf(c)).toMatchObject({ wouldChange: false, people: [] });
  });

  test('refuses what is no longer what was reviewed: the values, or the text', async () => {
    const c = await people();
    const plan = await planOf(c);
    c.oktaOrg.addToGroup('PII Readers', CLEO);
    const other = policies(`${POLICY}${MORE}# a word more\n`);
    const now = (await planOf(c)).planHash;
    for (const [file, hash] of [
      [proposed, plan.planHash],
      [other, now],
    ] as const) {
      const { code, errors } = await policy(c, 'apply', file, '--plan-hash', hash);
      expect({ code, errors }).toEqual({
        code: 1,
        errors: expect.stringContaining('The plan is not what would be written now'),
      });
    }
    expect([writeCount(c), definitionWrites(c)]).toEqual([0, 0]);
  });

  test('counts whom a changed default moves; the hash confirms that number, and no other', async () => {
    const file = policies(POLICY.replace('label: PII', 'label: PII\n    default: "no"'));
    const c = await people(file);
    c.omni.setValue(BEN, 'pii', 'false');
    const shown = await policy(c, 'plan', file);
    expect(shown.output).toContain('The default of pii would change for 2 users without a value of their own');
    expect((await policy(c, 'plan', file, '--markdown')).output).toContain(
      'The default of pii would change for 2 users',
    );
    const plan = await planOf(c, file);
    expect(plan.definitions).toMatchObject([{ reference: 'pii', usersFollowingDefault: 2, usersHoldingValue: 1 }]);
    c.omni.setValue(BEN, 'pii', null);
    expect((await policy(c, 'apply', file, '--plan-hash', plan.planHash)).code).toBe(1);
    expect(definitionWrites(c)).toBe(0);
    const { planHash, definitions } = await planOf(c, file);
    expect(definitions).toMatchObject([{ usersFollowingDefault: 3 }]);
    expect((await policy(c, 'apply', file, '--plan-hash', planHash)).code).toBe(0);
    expect(definitionWrites(c)).toBe(1);
    expect(held(c, CLEO)).toMatchObject({ pii: 'false' });
  });

  test('what is no hash is refused before anything is asked', async () => {
    expect((await runCommand(['policy', 'apply', proposed, '--plan-hash', 'abc'])).code).toBe(1);
  });
});

test('without a running connector plan and apply run in this process, which follows the policy', async () => {
  const c = await people('');
  const { oktaManagement, oktaIssuer } = c.settings;
  const environment = {
    OMNI_BASE_URL: c.settings.omniOrigin,
    OMNI_API_KEYS: c.omni.keys.organization.join(','),
    OMNI_REQUESTS_PER_MINUTE: '6000',
    OKTA_ISSUER: oktaIssuer,
    OKTA_ORG_URL: String(oktaManagement.orgUrl),
    OKTA_MANAGEMENT_CLIENT_ID: c.oktaOrg.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: c.oktaOrg.client.privateKeyPem,
    OKTA_OMNI_APP_ID: c.oktaOrg.appId,
    // On the server, whose connections cost less than the embedded database in each process.
    DATABASE_URL: (await createServerDatabase()).reveal(),
  };
  const plan = await runCommand(['policy', 'plan', proposed, '--json'], environment);
  expect(plan.code).toBe(2);
  const { planHash } = JSON.parse(plan.output);
  expect(
    (await runCommand(['policy', 'apply', '--plan-hash', planHash], { ...environment, POLICY_FILE: proposed })).code,
  ).toBe(0);
  expect(held(c, ADA)).toMatchObject({ pii: 'true', can_export: 'true' });

  const exported = proposed.replace(/policy-\d+\.yaml$/, 'exported.yaml');
  expect(await runCommand(['policy', 'export', '--out', exported], environment)).toMatchObject({ code: 0 });
  expect(readFileSync(exported, 'utf8')).toContain('# mapped from user.regionOfUser');
  expect(await runCommand(['policy', 'check', exported, '--online'], environment)).toMatchObject({ code: 0 });
  // Okta says what Omni holds: then what was exported changes nothing.
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'emea' });
  const same = await runCommand(['policy', 'plan', exported, '--json'], environment);
  expect({ code: same.code, ...JSON.parse(same.output) }).toMatchObject({
    code: 0,
    definitions: [],
    people: [],
    failedCount: 0,
  });
});

describe('a dry run of a sync', () => {
  test('is a plan that can be applied as it was shown', async () => {
    const c = await people(policies(POLICY));
    const { planId, planHash, changedCount } = ok(await c.call('sync-from-okta', { dryRun: true }));
    const { jobId } = (await c.call('apply-plan', { planId, planHash })).body;
    expect(jobId).toBe(planId);
    expect(changedCount).toBe(3);
  });

  test('by a policy that cannot be followed names each thing by line', async () => {
    const c = await people();
    const { status, body } = await c.call('sync-from-okta', { dryRun: true, policy: 'version: 1\nattributes: []\n' });
    expect({ status, code: body.code, details: body.details }).toEqual({
      status: 422,
      code: 'POLICY_INVALID',
      details: [{ path: '/policy', message: 'line 2: /attributes must NOT have fewer than 1 items' }],
    });
  });

  test('is the only sync by a policy that is sent', async () => {
    const c = await people();
    const { status, body } = await c.call('sync-from-okta', { policy: POLICY });
    expect({ status, details: body.details }).toEqual({
      status: 400,
      details: [{ path: '/policy', message: expect.stringContaining('goes with dryRun: true') }],
    });
    expect(writeCount(c)).toBe(0);
  });
});
