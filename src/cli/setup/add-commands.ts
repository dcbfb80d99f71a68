import type { Command } from 'commander';
import { fail } from '../fail.ts';

/** The commands of the set-up in Okta. */
export function addSetupCommands(program: Command): void {
  program
    .command('setup')
    .description('the set-up in Okta (docs/okta.md)')
    .command('export')
    .description('write the set-up to standard output, as it is in Okta now; no secret is in it')
    .requiredOption('--terraform', "as a file of Terraform for Okta's provider (docs/terraform.md)")
    .action(async () => {
      const { exportTerraform } = await import('./export-terraform.ts');
      await exportTerraform(process.env).catch(fail);
    });
}
