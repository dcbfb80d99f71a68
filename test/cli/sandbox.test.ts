import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { runCommand, startCommand } from './run-command.ts';

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
    const commands = printedCommands(await sandbox.printed(/Ctrl-C/));
    expect(commands).toHaveLength(9);

    // The three at the end show the hook, which has tests of its own.
    const [token, ...calls] = commands.slice(0, 6);
    const answers = calls.map((call) =>
      JSON.parse(execFileSync('bash', ['-c', `${token}; ${call}`], { encoding: 'utf8' })),
    );
    expect(answers).toMatchObject([
      { ok: true, omniKeyScope: 'organization' },
      { created: true, attribute: { reference: 'blob_entity', label: 'Blob Entity', type: 'string' } },
      { verified: true, changes: [{ reference: 'blob_entity', after: 'north', outcome: 'verified' }] },
      { status: 'done', modelCount: 2 },
      { filters: [{ topic: 'seats', beforeValue: 'north', before: 'these-values', after: 'everything' }, {}, {}] },
    ]);

    sandbox.stop('SIGINT');
    expect((await sandbox.ended).code).toBe(0);
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
