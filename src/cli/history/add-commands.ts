import { type Command, InvalidArgumentError } from 'commander';
import { parseEventTime } from '../../push/event-time.ts';
import { fail } from '../fail.ts';

const readMoment = (text: string): string => {
  if (parseEventTime(text) === undefined) {
    throw new InvalidArgumentError('It is a day, a time and its zone, such as 2026-11-03T00:00:00Z.');
  }
  return text;
};

/** The command that tells what a user held, and since when. */
export function addHistoryCommands(program: Command): void {
  program
    .command('history <user>')
    .description('what was written to a user, newest first; or what they held at a moment (docs/history.md)')
    .option('--at <time>', 'what the user held then, RFC 3339, such as 2026-11-03T00:00:00Z', readMoment)
    .option('--since <time>', 'only what was written then or later', readMoment)
    .option('--until <time>', 'only what was written before', readMoment)
    .option('--reference <reference>', 'only what was written for this attribute')
    .option('--csv', 'answer as CSV that a spreadsheet does not compute')
    .option('--json', 'answer with one JSON object')
    .option('--url <address>', 'go through the running connector there (or CONNECTOR_URL); otherwise in this process')
    .action(async (user, options) => {
      const { historyCommand } = await import('./history-command.ts');
      process.exitCode = await historyCommand(user, options).catch(fail);
    });
}
