import { type Command, InvalidArgumentError } from 'commander';
import { fail } from '../fail.ts';

type Setting = readonly [key: string, value: string];

function readJson(text: string): Record<string, never> {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It is JSON, such as {"apply":true}.');
  }
}

function collectSetting(text: string, before: readonly Setting[]): Setting[] {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('It is key=value.');
  return [...before, [key, value]];
}

async function end(command: Promise<number>): Promise<void> {
  process.exitCode = await command.catch(fail);
}

/** The commands that show the flow packs and try them on the sandbox. */
export function addFlowCommands(program: Command): void {
  const flows = program.command('flows').description('the flow packs for Okta Workflows (docs/flows.md)');
  flows
    .command('list')
    .description('show every pack with its flows and what starts them')
    .action(async () => {
      const { listFlows } = await import('./list-flows.ts');
      process.exitCode = listFlows();
    });
  flows
    .command('run <pack>')
    .description('run a flow card by card on a sandbox of its own, and show what each card did and the tables')
    .option('--flow <name>', 'which flow; left out: the first that starts by itself')
    .option('--input <json>', 'what a helper flow is given', readJson)
    .option('--event <file or json>', 'fields of the event, or a list of events; left out: one about the first user')
    .option('--set <key=value>', 'a setting of the card Configuration (repeatable)', collectSetting, [])
    .action(async (pack, options) => {
      const { runFlow } = await import('./run-flow.ts');
      await end(runFlow(pack, options));
    });
}
