import type { Command } from 'commander';
import { fail } from '../fail.ts';

/** The commands of the policy. */
export function addPolicyCommands(program: Command): void {
  const policy = program
    .command('policy')
    .description('where values come from and what they may be, kept as a file (docs/policy.md)');
  policy
    .command('check [file]')
    .description('read the policy and name each thing that is wrong, with its line; left out, that of POLICY_FILE')
    .option('--online', 'ask Okta and Omni as well: groups, variables, attributes')
    .option('--json', 'answer with one JSON object')
    .action(async (file, options) => {
      const { checkPolicyFile } = await import('./check.ts');
      process.exitCode = await checkPolicyFile(process.env, file, options).catch(fail);
    });
}
