import type { Command } from 'commander';
import { fail } from '../fail.ts';
import type { HookStep } from './set-up-hook.ts';

const STEPS: readonly (readonly [HookStep, string])[] = [
  ['create', 'make the event hook in Okta that sends to PUBLIC_URL, and have it verified'],
  ['verify', 'have Okta verify it, as long as the connector runs'],
  ['remove', 'deactivate it and delete it'],
];

/** The commands of the event hook. */
export function addHookCommands(program: Command): void {
  const hook = program.command('hook').description("Okta's event hook, by which changes arrive (docs/hook.md)");
  for (const [step, description] of STEPS) {
    hook
      .command(step)
      .description(`${description}; without --yes it says what it would do`)
      .option('--yes', 'do it', false)
      .action(async ({ yes }) => {
        const { setUpHook } = await import('./set-up-hook.ts');
        await setUpHook(process.env, step, yes).catch(fail);
      });
  }
}
