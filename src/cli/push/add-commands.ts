import { type Command, InvalidArgumentError, Option } from 'commander';
import { DELIMITERS } from '../../files/delimiters.ts';
import { FILE_FORMATS } from '../../files/file-options.ts';
import { fail } from '../fail.ts';

const readCount = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
};
const readShare = (text: string): number => {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) throw new InvalidArgumentError('It is a number from 0 to 1.');
  return share;
};
const readSeparator = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('It is at least one character.');
  return text;
};
const readDelimiter = (text: string): string => {
  const delimiter = DELIMITERS.get(text.toLowerCase()) ?? (text === '\\t' ? '\t' : text);
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new InvalidArgumentError(`It is one character, or ${[...DELIMITERS.keys()].join(', ')}.`);
  return delimiter;
};
const collect = (value: string, before: string[]): string[] => [...before, value];

async function end(command: Promise<number>): Promise<void> {
  process.exitCode = await command.catch(fail);
}

const URL_HELP = 'go through the running connector there (or CONNECTOR_URL); otherwise it runs in this process';

const engineOptions = (command: Command): Command =>
  command.option('--url <address>', URL_HELP).option('--json', 'answer with one JSON object');

const readOptions = (command: Command): Command =>
  engineOptions(command)
    .addOption(new Option('--format <format>', 'left out: what the file begins like').choices(FILE_FORMATS))
    .option('--encoding <name>', 'left out: that of its byte order mark, or UTF-8')
    .option('--delimiter <character>', 'what separates the cells; left out: what its header tells', readDelimiter)
    .option('--skip-lines <number>', 'leave out so many lines before the header', readCount)
    .option('--skip-footer <number>', 'leave out so many rows at the end', readCount)
    .option(
      '--user-column <name>',
      'the column that names the user; left out: userName, email, e-mail, login, user or userPrincipalName',
    )
    .option('--map <column=reference>', 'the attribute that a column holds (repeatable)', collect, [])
    .option('--list <columns=reference>', "columns of one list, such as 'Group*=groups' (repeatable)", collect, [])
    .option('--separator <text>', 'what separates several values in a cell; left out: see docs/files.md', readSeparator)
    .option('--null-text <text>', 'a cell that is this text clears the value (repeatable)', collect, [])
    .addOption(
      new Option('--apostrophes <meaning>', "what ' before = + - @ is: of the value, or a mark of an export").choices([
        'keep',
        'remove',
      ]),
    )
    .option(
      '--failures <file>',
      'write the rows that failed there, with the reasons, to be corrected and pushed again',
    );

const fileOptions = (command: Command): Command =>
  readOptions(command)
    .addOption(
      new Option('--empty-text <meaning>', 'what a blank cell means')
        .choices(['error', 'clear', 'ignore'])
        .default('error'),
    )
    .addOption(
      new Option('--verify <writes>', 'which writes are read back at once')
        .choices(['none', 'sample', 'all'])
        .default('sample'),
    )
    .option('--max-changed-users <number>', 'more changed users need approval', readCount)
    .option('--max-changed-share <share>', 'a larger share of changed users needs approval, 0 to 1', readShare)
    .option('--max-cleared-values <number>', 'more cleared values need approval', readCount)
    .option('--max-cleared-share <share>', 'a larger share of users losing a value needs approval, 0 to 1', readShare)
    .option('--max-widened-users <number>', 'more users who would see unfiltered rows need approval', readCount);

const OUT = ['--out <file>', 'write the outcome of each row there, as CSV'] as const;
const YES = ['--yes', 'write without asking'] as const;

/** The commands that push files of users and look after jobs. */
export function addPushCommands(program: Command): void {
  fileOptions(program.command('plan <file>'))
    .description('show what pushing a file of users would change; nothing is written')
    .action(async (file, options) => {
      const { planCommand } = await import('./file-commands.ts');
      await end(planCommand(file, options));
    });
  fileOptions(program.command('push <file>'))
    .description('plan a file of users, show the plan, ask, apply it and look on')
    .option(...OUT)
    .option(...YES)
    .action(async (file, options) => {
      const { pushCommand } = await import('./file-commands.ts');
      await end(pushCommand(file, options));
    });
  engineOptions(program.command('export <file>'))
    .description('write users with their values as CSV that can be edited and pushed back')
    .option('--continue', 'go on with an export that was cut off')
    .action(async (file, options) => {
      const { exportCommand } = await import('../export/export-command.ts');
      await end(exportCommand(file, options));
    });
  for (const [verb, description] of [
    ['undo', 'restore what users held before a job; what somebody changed since is left alone'],
    ['retry', 'try the failed rows of a job again'],
  ] as const) {
    engineOptions(program.command(`${verb} <job>`))
      .description(description)
      .option(...OUT)
      .option(...YES)
      .action(async (job, options) => {
        const { newJobCommand } = await import('./job-commands.ts');
        await end(newJobCommand(verb, job, options));
      });
  }
  for (const [verb, description] of [
    ['follow', 'look on at a job until it ends'],
    ['approve', 'let a job write that waits for approval, and look on'],
    ['cancel', 'end a job before its remaining rows; what it has written stays'],
  ] as const) {
    engineOptions(program.command(`${verb} <job>`))
      .description(description)
      .option(...OUT)
      .action(async (job, options) => {
        const { jobCommand } = await import('./job-commands.ts');
        await end(jobCommand(verb, job, options));
      });
  }
}
