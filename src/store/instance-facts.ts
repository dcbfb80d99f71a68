import type { Queries } from './database.ts';

/** What was learned about the Omni instance, by name. */
export interface InstanceFacts {
  /** Whether pages of the user list carry the users' values, or leave them out. */
  readonly listCarriesValues: boolean;
}

const LEARN = `
  INSERT INTO connector.instance_facts (name, value, learnt_at) VALUES ($1, $2::json, connector.now_ms($3))
  ON CONFLICT (name) DO UPDATE SET value = excluded.value, learnt_at = excluded.learnt_at`;

/** Remembers a fact, in place of what was known before. */
export async function learnFact<Name extends keyof InstanceFacts>(
  queries: Queries,
  name: Name,
  value: InstanceFacts[Name],
  now?: number,
): Promise<void> {
  await queries.query(LEARN, [name, JSON.stringify(value), now ?? null]);
}

/** The fact, or undefined when it was not learned yet. */
export async function recallFact<Name extends keyof InstanceFacts>(
  queries: Queries,
  name: Name,
): Promise<InstanceFacts[Name] | undefined> {
  const [fact] = await queries.query<{ value: InstanceFacts[Name] }>(
    'SELECT value FROM connector.instance_facts WHERE name = $1',
    [name],
  );
  return fact?.value;
}
