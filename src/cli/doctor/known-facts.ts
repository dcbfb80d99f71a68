import type { Settings } from '../../config/settings.ts';
import { type LearnedFacts, learnFacts } from '../../omni/learn-facts.ts';
import type { Queries } from '../../store/database.ts';
import { missingMigrations } from '../../store/migrate.ts';
import { recallFacts, rememberFacts } from '../../store/omni-facts.ts';
import { openPgDatabase } from '../../store/pg-database.ts';
import type { AskOmni } from '../one-off-clients.ts';

/** Something about the instance that Omni's descriptions leave open. */
export interface KnownFact {
  readonly fact: string;
  readonly value: string;
  /** When it was learned, ISO 8601. */
  readonly learnedAt: string;
}

/**
 * Works with the database of the settings where that is a server with all of its tables; an embedded one belongs to the
 * connector, and none is made here.
 *
 * @returns undefined where there is none
 */
export async function withTables<T>(
  { databaseUrl }: Pick<Settings, 'databaseUrl'>,
  work: (queries: Queries) => Promise<T>,
): Promise<T | undefined> {
  if (!databaseUrl) return undefined;
  const database = openPgDatabase(databaseUrl, { lost: () => undefined });
  try {
    return (await missingMigrations(database)) === 0 ? await work(database) : undefined;
  } finally {
    await database.close();
  }
}

/** What the instance tells now, and what was learned earlier and it does not tell by being read. */
export async function knownFacts(settings: Settings, askOmni: AskOmni, now: number): Promise<readonly KnownFact[]> {
  const learned = await askOmni(settings.omniKeys, learnFacts);
  const earlier = await withTables(settings, async (queries) => {
    await rememberFacts(queries, settings.omniOrigin, learned);
    return await recallFacts(queries, settings.omniOrigin);
    // What is wrong with the database has a finding of its own.
  }).catch(() => undefined);
  return shownFacts(learned, now, earlier ?? []);
}

function shownFacts(
  learned: LearnedFacts,
  now: number,
  earlier: readonly { readonly fact: string; readonly value: string; readonly learnedAt: number }[],
): KnownFact[] {
  const isNew = ({ fact }: { readonly fact: string }): boolean => fact in learned;
  return [
    ...Object.entries(learned).map(([fact, value]) => ({ fact, value, learnedAt: new Date(now).toISOString() })),
    ...earlier
      .filter((one) => !isNew(one))
      .map(({ fact, value, learnedAt }) => ({ fact, value, learnedAt: new Date(learnedAt).toISOString() })),
  ].toSorted((one, other) => (one.fact < other.fact ? -1 : 1));
}
