import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { systemClock } from '../../src/base/clock.ts';
import { version } from '../../src/base/version.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { ADA, held, POLICY, peopleOf, usePolicies, writeCount } from './set-up.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly permissions: Record<string, string>;
  readonly environment?: string;
  readonly env?: Record<string, string>;
  readonly if?: string;
  readonly steps: readonly Step[];
}

const FILE = join(import.meta.dirname, '../../connector/ci/policy.yml');
const text = readFileSync(FILE, 'utf8');
const workflow: { permissions: object; env: Record<string, string>; jobs: Record<'check' | 'plan' | 'apply', Job> } =
  parse(text);
const { check, plan, apply } = workflow.jobs;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

describe('the workflow for a policy', () => {
  test('pins each action to a commit, with the version beside it', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses).toHaveLength(6);
    for (const one of uses) {
      expect(one).toMatch(/^actions\/(checkout|setup-node)@[0-9a-f]{40}$/);
      expect(text).toContain(`${one} # v`);
    }
  });

  test('grants each job what it needs, and nothing else', () => {
    expect(workflow.permissions).toEqual({});
    expect(check.permissions).toEqual({ contents: 'read' });
    expect(plan.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(apply.permissions).toEqual({ contents: 'read' });
  });

  test('shows secrets to the two steps that call the connector alone', () => {
    const withSecrets = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    expect(withSecrets.map(({ name }) => name)).toEqual(['Plan', 'Apply']);
    expect([check.environment, plan.environment, apply.environment]).toEqual([undefined, 'omni-plan', 'omni-apply']);
  });

  test('puts nothing from outside into a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('plans no pull request of a fork, and applies only what was pushed to the branch and would change', () => {
    expect(plan.if).toContain('head.repo.full_name == github.repository');
    expect(apply.if).toBe("github.event_name == 'push' && needs.plan.outputs.hash != ''");
  });

  test('installs this version', () => {
    expect(workflow.env.VERSION).toBe(version);
  });
});

const policies = usePolicies();
const start = useConnector();
/** The commands get their tokens from the local authorization server, which goes by the machine's clock. */
const TRUE_TIME = { clock: systemClock };
const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the runner has on its path: the command that was installed, GitHub's, and npm. */
function addPrograms(): void {
  const cli = join(import.meta.dirname, '../../src/cli.ts');
  const programs = {
    'okta-workflows-omni': `exec '${process.execPath}' --disable-warning=ExperimentalWarning '${cli}' "$@"`,
    gh: `printf '%s\\n' "$*" >> gh.log`,
    npm: `printf '%s\\n' "$*" >> npm.log`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(folder, name), 0o700);
  }
}

const shown = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Runs the scripts of a job as GitHub does: bash with -e, a step after the other, until one fails. */
async function runJob({ steps: own }: Job, c: ConnectorUnderTest, environment: Record<string, string> = {}) {
  const env = {
    ...childEnvironment,
    ...workflow.env,
    ...c.remote,
    ...environment,
    PATH: `${folder}:${process.env.PATH}`,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  for (const { run } of own) {
    if (run !== undefined) await promisify(execFile)('bash', ['-e', '-c', run], { cwd: folder, env });
  }
}

test('its commands check, plan, comment, and apply what the plan has shown', async () => {
  const file = policies(
    `${POLICY}  - { reference: tier, label: Tier, type: string, value: { groups: [{ group: Sales, value: gold }] } }\n`,
  );
  const c = await peopleOf(start, file, TRUE_TIME);
  addPrograms();
  copyFileSync(file, join(folder, 'policy.yaml'));

  await runJob(check, c);
  await runJob(plan, c, { NUMBER: '7' });
  expect(shown('npm.log')).toBe(`install --global okta-workflows-omni@${version}\n`.repeat(2));
  expect(shown('gh.log')).toBe('pr comment 7 --edit-last --create-if-none --body-file plan.md\n');
  expect(shown('plan.md')).toContain('| `tier` | create | label |  | `Tier` |');
  expect(shown('summary')).toBe(shown('plan.md'));
  expect(writeCount(c)).toBe(0);

  const [, hash = ''] = /^hash=(\w+)$/m.exec(shown('output')) ?? [];
  await runJob(apply, c, { HASH: hash });
  expect(held(c, ADA)).toMatchObject({ pii: 'true', tier: 'gold' });

  writeFileSync(join(folder, 'output'), '');
  await runJob(plan, c, { NUMBER: '7' });
  expect(shown('output')).toBe('');
});

test('a policy that cannot be followed ends the check and the plan', async () => {
  const c = await peopleOf(start, policies(POLICY), TRUE_TIME);
  addPrograms();
  writeFileSync(join(folder, 'policy.yaml'), 'version: 2\n');
  for (const job of [check, plan]) await expect(runJob(job, c)).rejects.toMatchObject({ code: 1 });
});
