import type { Queries } from './database.ts';

/** Something that was learned of an instance of Omni. */
export interface RememberedFact {
  readonly fact: string;
  readonly value: string;
  /** ms epoch */
  readonly learnedAt: number;
}

const REMEMBER = `
  INSERT INTO connector.omni_facts (instance, fact, value, learned_at)
  SELECT $1, fact, value, connector.now_ms(NULL) FROM unnest($2::text[], $3::text[]) AS learned (fact, value) ORDER BY fact
  ON CONFLICT (instance, fact) DO UPDATE SET value = excluded.value, learned_at = excluded.learned_at`;

/** Remembers what was learned. @param instance its origin */
export async function rememberFacts(
  queries: Queries,
  instance: string,
  facts: Readonly<Record<string, string>>,
): Promise<void> {
  await queries.query(REMEMBER, [instance, Object.keys(facts), Object.values(facts)]);
}

/** Everything that was learned of an instance, by name. */
export const recallFacts = (queries: Queries, instance: string): Promise<RememberedFact[]> =>
  queries.query<RememberedFact>(
    `SELECT fact, value, learned_at AS "learnedAt" FROM connector.omni_facts WHERE instance = $1 ORDER BY fact`,
    [instance],
  );
