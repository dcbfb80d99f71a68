import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { usePolicies } from '../policy/set-up.ts';
import { until } from '../support/until.ts';
import { runCommand, startCommand } from './run-command.ts';

const policies = usePolicies();

/** The commands that the sandbox prints, as a newcomer copies them into a shell. */
function printedCommands(output: string): string[] {
  return output
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^(TOKEN=|curl )/.test(line));
}

describe('sandbox', () => {
  test('prints commands that work as they stand, and runs on until it is interrupted', async () => {
    const sandbox = startCommand(['sandbox', '--port', '0', '--requests-per-minute', '6000']);
    const printed = await sandbox.printed(/Ctrl-C/);
    const commands = printedCommands(printed);
    expect(commands).toHaveLength(12);

    // The three after these show the hook, which has tests of its own.
    const [token, ...calls] = commands.slice(0, 6);
    const run = (call = '') => execFileSync('bash', ['-c', `${token}; ${call}`], { encoding: 'utf8' });
    const answers = calls.map((call) => JSON.parse(run(call)));
    expect(answers).toMatchObject([
      { ok: true, omniKeyScope: 'organization' },
      { created: true, attribute: { reference: 'blob_entity', label: 'Blob Entity', type: 'string' } },
      { verified: true, changes: [{ reference: 'blob_entity', after: 'north', outcome: 'verified' }] },
      { status: 'done', modelCount: 2 },
      { filters: [{ topic: 'seats', beforeValue: 'north', before: 'these-values', after: 'everything' }, {}, {}] },
    ]);

    // Somebody joins a group of the policy.
    const [define, join, read] = commands.slice(9);
    expect(JSON.parse(run(define))).toMatchObject({ attribute: { reference: 'can_see_pii' } });
    expect(run(join)).toBe('');
    await until(() => JSON.parse(run(read)).values.can_see_pii === 'true');

    // With the settings that it prints a command asks the local Omni and the local Okta.
    const settings = Object.fromEntries(
      [...printed.matchAll(/([A-Z_]+)='([^']*)'/g)].map(([, name, value]) => [name, value]),
    );
    const exported = await runCommand(['policy', 'export'], settings);
    expect(exported).toMatchObject({ code: 0, output: expect.stringContaining('reference: can_see_pii') });
    const checked = await runCommand(['policy', 'check', 'samples/policy.yaml', '--online'], settings);
    expect(checked.output).toContain('Omni has no attribute business_unit');
    expect(checked.output).not.toContain('group');

    sandbox.stop('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
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
    const { code, errors } = await runCommand(['sandbox', '--port', '0', ...args]);
    expect([code, errors.trim().split('\n').length]).toEqual([1, 1]);
    expect(errors).toContain(why);
  });

  test('the demo keeps every promise and ends with 0', async () => {
    const { code, output } = await runCommand(['sandbox', '--demo', '--requests-per-minute', '60000']);
    expect(output.match(/│ kept │/g)).toHaveLength(24);
    expect(output).not.toContain('│ NO');
    expect(code).toBe(0);
  });

  test('an unknown switch is refused with the list of those that exist', async () => {
    const { code, errors } = await runCommand(['sandbox', '--switch', 'colour=red']);
    expect(code).toBe(1);
    expect(errors).toContain('There is no switch colour; there are: createAnswer');
  });
});
