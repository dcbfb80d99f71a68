import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail } from '../fail.ts';

const URL_HELP = 'go through the running connector there (or CONNECTOR_URL); otherwise it runs in this process';

const readHash = (text: string): string => {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('It is the 64 characters that policy plan shows.');
  return text;
};

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
  policy
    .command('plan [file]')
    .description('show which definitions and values a policy would change, with the cost; nothing is written')
    .option('--url <address>', URL_HELP)
    .addOption(new Option('--json', 'answer with one JSON object').conflicts('markdown'))
    .option('--markdown', 'answer with Markdown, for a pull request')
    .action(async (file, options) => {
      const { planPolicyFile } = await import('./plan.ts');
      process.exitCode = await planPolicyFile(process.env, file, options).catch(fail);
    });
  policy
    .command('apply [file]')
    .description('write exactly what a plan has shown: definitions, then values; look on')
    .requiredOption('--plan-hash <hash>', 'of the plan that was reviewed', readHash)
    .option('--url <address>', URL_HELP)
    .option('--json', 'answer with one JSON object')
    .option('--out <file>', 'write the outcome of each row there, as CSV')
    .action(async (file, options) => {
      const { applyPolicyFile } = await import('./apply.ts');
      process.exitCode = await applyPolicyFile(process.env, file, options).catch(fail);
    });
  policy
    .command('export')
    .description('make a policy of the attributes of Omni and the mappings of Okta')
    .addOption(
      new Option('--source <profile>', 'which profile of Okta is named where both can be')
        .choices(['app-profile', 'okta-profile'])
        .default('app-profile'),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .action(async (options) => {
      const { exportPolicy } = await import('./export.ts');
      process.exitCode = await exportPolicy(process.env, options).catch(fail);
    });
}
