import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/base/package-root.ts';
import type { Job } from '../../src/schema/types.ts';
import { usePolicies } from '../policy/set-up.ts';
import { until } from '../support/until.ts';
import { startShell } from './shell.ts';
import { runProcess, startCommand } from './start-command.ts';

const policies = usePolicies();

/** The commands that the sandbox prints, as a newcomer copies them into a shell, in their order. */
const printedCommands = (output: string): string[] =>
  output
    .split('\n\n')
    .filter((block) => /^(TOKEN=|curl |export |npx )/.test(block))
    .flatMap((block) => (block.startsWith('npx ') ? block.split('\n') : [block]));

describe('sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  symlinkSync(join(packageRoot, 'samples'), join(folder, 'samples'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('prints commands of which each works in its turn, and runs on until it is interrupted', async () => {
    const sandbox = startCommand(['sandbox', '--port', '0', '--requests-per-minute', '6000']);
    const printed = await sandbox.printed(/Ctrl-C/);
    const commands = printedCommands(printed);
    const shell = startShell(folder);
    /** Runs the next command. */
    const next = async (begins: string | RegExp) => {
      const command = commands.shift() ?? '';
      expect(command).toMatch(begins);
      return { command, ...(await shell.run(command)) };
    };
    const call = async (action: string) => JSON.parse((await next(`/v1/actions/${action} `)).output);

    await next('TOKEN=');
    expect(await call('ping')).toMatchObject({ ok: true, omniKeyScope: 'organization' });
    expect(await call('ensure-attribute')).toMatchObject({
      created: true,
      attribute: { reference: 'blob_entity', label: 'Blob Entity', type: 'string' },
    });
    expect(await call('set-user-values')).toMatchObject({
      verified: true,
      changes: [{ reference: 'blob_entity', after: 'north', outcome: 'verified' }],
    });
    expect(await call('report-usage')).toMatchObject({ status: 'done', modelCount: 2 });
    expect(await call('preview-access')).toMatchObject({
      filters: [{ topic: 'seats', beforeValue: 'north', before: 'these-values', after: 'everything' }, {}, {}],
    });

    for (const reference of ['business_unit', 'blob_entity']) {
      expect(await call('setup-synced-attribute')).toMatchObject({ reference });
    }
    expect(await call('ensure-attribute')).toMatchObject({ attribute: { reference: 'can_see_pii' } });
    expect(await call('set-okta-values')).toMatchObject({ changedCount: 1, failedCount: 0 });
    const arrives = async (values: object) => {
      const { command } = await next('/v1/actions/read-user ');
      await until(async () => {
        const held = JSON.parse((await shell.run(command)).output).values;
        return isDeepStrictEqual({ ...held, ...values }, held);
      });
    };
    // With it what the policy wants of everybody who has changed.
    await arrives({ business_unit: 'retail', can_see_pii: 'false' });
    expect(await next('curl -s -X PUT')).toMatchObject({ code: 0, output: '' });
    await arrives({ can_see_pii: 'true' });

    await next('export CONNECTOR_URL=');
    expect(await next(' plan samples/users.csv')).toMatchObject({ code: 2, output: expect.stringContaining('43') });
    expect(await next(' policy plan ')).toMatchObject({ code: 2, output: expect.stringMatching(/^Plan hash: /m) });
    await next('export OMNI_BASE_URL=');
    for (const [command, says] of [
      [' policy check --online', 'nothing is wrong'],
      [' policy export', 'okta: app.blob_entity'],
      [' doctor', 'Okta and Omni have what it names.'],
      [' hook verify', 'Okta has verified it'],
      [' backup ', 'is whole'],
      [' forget ', 'kept without name and values'],
    ] as const)
      expect(await next(command)).toMatchObject({ code: 0, output: expect.stringContaining(says) });
    expect(commands).toEqual([]);

    // Nothing that came by the hook had to be tried again for want of an attribute.
    const jobs = await shell.run(
      `curl -s "$CONNECTOR_URL/v1/actions/list-jobs" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{}'`,
    );
    expect(
      JSON.parse(jobs.output).jobs.filter(({ failedCount, kind }: Job) => kind === 'changes' && failedCount > 0),
    ).toEqual([]);

    shell.end();
    sandbox.stop('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
    expect(existsSync(/DATA_DIR='([^']+)'/.exec(printed)?.[1] ?? tmpdir())).toBe(false);
  });

  test('follows a policy of one’s own, whose groups there are', async () => {
    const file = policies(
      'version: 1\nattributes:\n  - reference: team\n    label: Team\n    type: string\n    value: { groups: [{ group: Night Shift, value: night }] }\n',
    );
    const sandbox = startCommand(['sandbox', '--port', '0', '--policy', file]);
    const printed = await sandbox.printed(/Ctrl-C/);
    expect(printed).toContain(`It follows ${file},`);
    expect(printed).toContain('joins the group Night Shift in the local Okta');
    sandbox.stop('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
  });

  test.each([
    ['one that cannot be followed', ['--policy', policies('')], 'is empty'],
    ['any beside the demo', ['--demo', '--policy', policies('')], 'leave out either --demo or --policy'],
  ])('refuses %s in one line', async (_, args, why) => {
    const { code, errors } = await runProcess(['sandbox', '--port', '0', ...args]);
    expect([code, errors.trim().split('\n').length]).toEqual([1, 1]);
    expect(errors).toContain(why);
  });

  test('the demo keeps every promise and ends with 0', async () => {
    const { code, output } = await runProcess(['sandbox', '--demo', '--requests-per-minute', '60000']);
    expect(output.match(/│ kept │/g)).toHaveLength(24);
    expect(output).not.toContain('│ NO');
    expect(code).toBe(0);
  });

  test('an unknown switch is refused with the list of those that exist', async () => {
    const { code, errors } = await runProcess(['sandbox', '--switch', 'colour=red']);
    expect(code).toBe(1);
    expect(errors).toContain('There is no switch colour; there are: createAnswer');
  });
});
