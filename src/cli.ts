#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { version } from './base/version.ts';
import { addFlowCommands } from './cli/flows/add-commands.ts';
import { addHistoryCommands } from './cli/history/add-commands.ts';
import { addHookCommands } from './cli/hook/add-commands.ts';
import { addPolicyCommands } from './cli/policy/add-commands.ts';
import { addPushCommands } from './cli/push/add-commands.ts';
import { addSetupCommands } from './cli/setup/add-commands.ts';
import { addStoreCommands } from './cli/store/add-commands.ts';

/** Each command is loaded when it runs, so that `--help` is quick and `serve` does not carry the sandbox. */
const program = new Command('okta-workflows-omni')
  .description('A connector between Okta Workflows and Omni Analytics.')
  .version(version)
  .showHelpAfterError();

program
  .command('serve')
  .description('run the connector with the settings of the environment (docs/settings.md)')
  .option(
    '--restored',
    'the database was put back from a copy: doubt what it remembers, and let its open jobs wait',
    false,
  )
  .action(async (options) => {
    const { serve } = await import('./cli/serve.ts');
    await serve(process.env, options);
  });

const readPort = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('It is a number up to 65535.');
  return port;
};
const readRate = (text: string): number => {
  const rate = Number(text);
  if (!Number.isInteger(rate) || rate < 1) throw new InvalidArgumentError('It is a whole number above 0.');
  return rate;
};
const collect = (value: string, before: string[]): string[] => [...before, value];

program
  .command('sandbox')
  .description('run the connector between a local Okta and a local Omni, on loopback, without any settings')
  .option('--demo', 'do the main job on samples/, show it as tables, and end')
  .option('--port <number>', 'the port of the connector: 8080, and any free one for the demo', readPort)
  .option('--policy <file>', 'follow this policy instead of samples/policy.yaml; its groups are made, without members')
  .option(
    '--requests-per-minute <number>',
    'what the local Omni allows, as Omni allows 60; the demo takes 6000',
    readRate,
  )
  .option('--switch <name=value>', 'let the local Omni behave otherwise (repeatable)', collect, [])
  .option('--list-switches', 'show the switches and their values, and end')
  .action(async (options) => {
    const { sandbox } = await import('./cli/sandbox.ts');
    process.exitCode = await sandbox(options);
  });

addPushCommands(program);
addFlowCommands(program);
addPolicyCommands(program);
addHookCommands(program);
addHistoryCommands(program);
addSetupCommands(program);
addStoreCommands(program);

program
  .command('doctor')
  .description('check the settings, the network, the database, Okta and Omni, change nothing, and name what to fix')
  .option('--json', 'answer with one JSON object')
  .option('--token <token>', 'explain an access token claim by claim instead; - reads it from standard input')
  .option('--write-test <user>', 'with a reference behind it: try the forms of a write there, and put the value back')
  .option('--test-notifications', 'send a message to Slack and by e-mail, as they are set, instead')
  .argument('[reference]', 'of --write-test')
  .action(async (reference: string | undefined, { writeTest: userName, ...options }) => {
    const [{ doctor }, { fail }] = await Promise.all([import('./cli/doctor.ts'), import('./cli/fail.ts')]);
    const writeTest = userName === undefined ? undefined : ([userName, reference] as const);
    if ((userName === undefined) !== (reference === undefined))
      fail(new Error('Name both: --write-test USER REFERENCE'));
    process.exitCode = await doctor(process.env, { ...options, ...(writeTest && { writeTest }) }).catch(fail);
  });

await program.parseAsync();
