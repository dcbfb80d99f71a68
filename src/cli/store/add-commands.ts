import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseEventTime } from '../../push/event-time.ts';
import { fail } from '../fail.ts';

const readMoment = (text: string): number => {
  const at = parseEventTime(text);
  if (at === undefined) {
    throw new InvalidArgumentError('It is a day, a time and its zone, such as 2026-11-03T00:00:00Z.');
  }
  return at;
};
const readSeq = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is the number of an entry, as the export shows it.');
  return Number(text);
};

/** The commands about the database: its audit log, copies of it, and whom it has to forget. */
export function addStoreCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('write everything that the database holds to a new file; also while the connector runs')
    .action(async (file) => {
      const { backup } = await import('./backup.ts');
      process.exitCode = await backup(process.env, file).catch(fail);
    });
  program
    .command('restore [file]')
    .description(
      'make the database of a backup; without a file, take over one that was put back from a copy by other means',
    )
    .action(async (file) => {
      const { restore } = await import('./restore.ts');
      process.exitCode = await restore(process.env, file).catch(fail);
    });
  program
    .command('move')
    .description('move the embedded database of DATA_DIR to the server of DATABASE_URL, while the connector is stopped')
    .action(async () => {
      const { move } = await import('./move.ts');
      process.exitCode = await move(process.env).catch(fail);
    });

  program
    .command('forget <user>')
    .description('remove somebody, by a name that they have or had, from everything that the database holds')
    .option('--id', 'what is given is the id in Omni or Okta, where several people had the name')
    .option('--yes', 'ask nobody')
    .action(async (user, options) => {
      const { forget } = await import('./forget.ts');
      process.exitCode = await forget(process.env, user, options).catch(fail);
    });

  const audit = program.command('audit').description('the audit log (docs/audit.md)');
  audit
    .command('verify')
    .description('check the chain of the audit log and name the first entry that was changed, removed or moved')
    .option('--expect <seq:hash>', 'an end of the chain that was noted earlier and must still be in it')
    .addOption(
      new Option('--file <file>', 'check what audit export has written, without a database').conflicts('expect'),
    )
    .action(async (options) => {
      const { verifyAuditLog } = await import('./audit-verify.ts');
      process.exitCode = await verifyAuditLog(process.env, options).catch(fail);
    });
  audit
    .command('export')
    .description('write the audit log to standard output, oldest first, for a SIEM; also while the connector runs')
    .option('--after <seq>', 'only what comes after this entry, to go on where an export ended', readSeq, 0)
    .option('--since <time>', 'only what happened then or later, RFC 3339, such as 2026-11-03T00:00:00Z', readMoment)
    .option('--until <time>', 'only what happened before', readMoment)
    .addOption(
      new Option('--format <format>', 'JSON, an entry a line, or CSV that a spreadsheet does not compute')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .action(async (options) => {
      const { exportAuditLog } = await import('./audit-export.ts');
      process.exitCode = await exportAuditLog(process.env, options).catch(fail);
    });
}
