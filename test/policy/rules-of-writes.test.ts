import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ADA, held, ok, seed, setValues, writeCount } from '../flows/set-up.ts';
import { row, until } from '../pushes/set-up.ts';
import { useConnector } from '../support/connector.ts';

const start = useConnector();
const folder = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const POLICY_FILE = join(folder, 'policy.yaml');
writeFileSync(
  POLICY_FILE,
  `version: 1
attributes:
  - { reference: region, label: Region, type: string, normalize: lower, allowed: [emea, apac] }
  - { reference: flag, label: Flag, type: string, normalize: yes-no }
  - { reference: levels, label: Levels, type: number, multiValued: true, allowed: [1, 2.50] }
`,
);
const started = async () => {
  const c = await start({ environment: { POLICY_FILE } });
  seed(c, { region: 'emea' });
  return c;
};

describe('what the policy says of a value holds for a single call', () => {
  test('a value is put into its form, and the answer tells', async () => {
    const c = await started();
    const body = ok(await setValues(c, { region: ' APAC ', flag: 'Yes', levels: [2.5] }));
    expect(held(c)).toMatchObject({ region: 'apac', flag: 'true', levels: [2.5] });
    expect(body.coerced).toEqual([
      { reference: 'region', from: ' APAC ', to: 'apac' },
      { reference: 'flag', from: 'Yes', to: 'true' },
    ]);
  });

  test('a value that is in place by its form is not written', async () => {
    const c = await started();
    expect(ok(await setValues(c, { region: 'EMEA' }))).toMatchObject({ changed: false, verified: true });
    expect(writeCount(c)).toBe(0);
  });

  test.each([
    ['region', 'mars'],
    ['flag', 'perhaps'],
    ['levels', [1, 3]],
  ])('%s: a value that is not allowed is refused, and nothing of the call is written', async (reference, value) => {
    const c = await started();
    const answer = await setValues(c, { seats: 7, [reference]: value });
    expect(answer).toMatchObject({ status: 422, body: { code: 'VALUE_NOT_ALLOWED' } });
    expect(answer.body.details).toEqual([{ path: `/values/${reference}`, message: answer.body.message }]);
    expect(writeCount(c)).toBe(0);
  });

  test('a value can always be cleared, and what the policy does not name is free', async () => {
    const c = await started();
    ok(await setValues(c, { region: null, untouched: 'Anything' }));
    expect(held(c)).toEqual({ untouched: 'Anything' });
  });
});

test('of a push the row fails that is not allowed, and the others are written', async () => {
  const c = await started();
  c.omni.addUser({ userName: 'ben@acme.example' });
  const rows = [row(ADA, { region: 'mars' }), row('ben@acme.example', { region: 'APAC' })];
  const body = ok(await c.call('push-users', { rows }));
  expect(body.results).toMatchObject([{ status: 'failed', code: 'VALUE_NOT_ALLOWED' }, { status: 'changed' }]);
  expect([held(c).region, held(c, 'ben@acme.example').region]).toEqual(['emea', 'apac']);
});

describe('an undo restores no more than the policy allows by then', () => {
  /** Ada held what the policy no longer allows, or not in this form, before a push. */
  const undone = async (before: string) => {
    const c = await started();
    c.omni.setValue(ADA, 'region', before);
    const { jobId } = ok(await c.call('push-users', { rows: [row(ADA, { region: 'apac' })], verify: 'all' }));
    const undo = (await c.call('undo-job', { jobId })).body;
    await until(c, undo.jobId, 'done');
    return { c, results: (await c.call('list-job-results', { jobId: undo.jobId })).body.results };
  };

  test('what is not allowed any more stays away, and the row says so', async () => {
    const { c, results } = await undone('mars');
    expect(results).toMatchObject([{ status: 'failed', code: 'VALUE_NOT_ALLOWED' }]);
    expect(held(c).region).toBe('apac');
  });

  test('what is allowed in another form is restored in that', async () => {
    const { c, results } = await undone('EMEA');
    expect(results).toMatchObject([{ status: 'changed', code: '' }]);
    expect(held(c).region).toBe('emea');
  });
});

test('explain-user says it too', async () => {
  const c = await started();
  const { steps } = ok(await c.call('explain-user', { userName: ADA, values: { region: 'mars' } }));
  expect(JSON.stringify(steps)).toContain('not one that the policy allows');
});

test('a policy that cannot be followed keeps the connector from starting', async () => {
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, 'version: 1\nattributes: []\n');
  await expect(start({ environment: { POLICY_FILE: broken } })).rejects.toThrow(
    /^POLICY_FILE: broken\.yaml:2: \/attributes /,
  );
});
