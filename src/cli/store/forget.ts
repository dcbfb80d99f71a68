import { canAsk, confirm, say } from '../push/terminal.ts';
import { readStoreEnvironment } from '../read-environment.ts';
import type { Forgotten } from './forget-person.ts';
import { askStore } from './on-store.ts';

export interface ForgetOptions {
  /** What is given is an id in Omni or Okta and no name. */
  readonly id?: boolean;
  /** Nobody is asked. */
  readonly yes?: boolean;
}

const NOT_OURS = [
  'Not here, and so not forgotten: what Omni and Okta hold, log lines, exports of the audit log, and backups made before,',
  'of which a restore brings them back. As long as Okta assigns them, a sync or an event does so too.',
].join('\n');

function tellForgotten({ removed, audit, mentioned }: Forgotten): void {
  const tables = Object.entries(removed).filter(([, count]) => count > 0);
  for (const [table, count] of tables) say(`${table}: ${count} removed`);
  say(`audit: ${audit} entries kept without name and values; the chain holds (audit verify)`);
  if (mentioned.answers > 0)
    say(
      `${mentioned.answers} answers kept for an Idempotency-Key name them until RETENTION_IDEMPOTENCY_HOURS are over.`,
    );
  if (mentioned.jobs > 0)
    say(`${mentioned.jobs} jobs name them in what they were asked until RETENTION_JOB_DAYS are over.`);
  if (tables.length === 0 && audit === 0) say('Nothing was known of them.');
  say(NOT_OURS);
}

/** `forget USER`: removes somebody from the database. @returns the exit code */
export async function forget(
  environment: NodeJS.ProcessEnv,
  user: string,
  { id = false, yes = false }: ForgetOptions,
): Promise<number> {
  const settings = readStoreEnvironment(environment);
  if (user.trim() === '') throw new Error('Nobody is named.');
  if (!yes) {
    if (!canAsk()) throw new Error('Nobody can be asked here: --yes forgets without a question.');
    if (!(await confirm(`Forget ${user} for good?`))) return 1;
  }
  const asked = id ? { id: user } : { userName: user };
  tellForgotten(await askStore<'forget', Forgotten>(settings, 'forget', asked));
  return 0;
}
