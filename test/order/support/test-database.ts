import type { AttributeValue } from '../../../src/push/attribute.ts';
import type { Database } from '../../../src/store/database.ts';

/** Makes the database's clock stand still, and lets it note where a place goes back. */
export async function prepare(database: Database): Promise<void> {
  await database.script(`
    CREATE SEQUENCE connector.test_clock MINVALUE 0 START 0;
    CREATE OR REPLACE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
    $$ SELECT coalesce(floor(given)::bigint, last_value) FROM connector.test_clock $$;
    CREATE FUNCTION connector.test_place() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the place of % % goes back', OLD.omni_user_id, OLD.reference; END $$;
    CREATE TRIGGER test_place BEFORE UPDATE ON connector.user_values FOR EACH ROW
    WHEN ((OLD.place_at, OLD.place_seq) > (NEW.place_at, NEW.place_seq)) EXECUTE FUNCTION connector.test_place();`);
}

/** Forgets the play before. */
export const wipe = (database: Database): Promise<void> =>
  database.script(`
    DELETE FROM connector.write_intents; DELETE FROM connector.leases; DELETE FROM connector.user_values;
    DELETE FROM connector.seen_events; DELETE FROM connector.omni_users; DELETE FROM connector.jobs;
    SELECT setval('connector.wish_time', 0);`);

/** Whether the note of a write, which is about to leave, bears the number of the lease as it is now. */
export async function isHeld(database: Database, user: string, values: ReadonlyMap<string, unknown>): Promise<boolean> {
  const notes = await database.query<{ changes: { reference: string; after: AttributeValue }[] }>(
    `SELECT changes FROM connector.write_intents AS open JOIN connector.leases AS held ON held.name = open.lease
     WHERE omni_user_id = $1 AND held.fence = open.fence`,
    [user],
  );
  const isNoted = ({ changes }: (typeof notes)[number]) =>
    [...values].every(([reference, value]) =>
      changes.some((one) => one.reference === reference && (one.after[0] ?? null) === value),
    );
  return notes.some(isNoted);
}

/** What is left to do: writes whose outcome is open, jobs and rows that have not ended. */
export async function countOpen(database: Database) {
  const [open] = await database.query<{ intents: number; jobs: number; rows: number }>(
    `SELECT (SELECT count(*)::int FROM connector.write_intents) AS intents,
            (SELECT count(*)::int FROM connector.jobs
             WHERE status IN ('queued', 'running', 'paused', 'needs-approval')) AS jobs,
            (SELECT count(*)::int FROM connector.push_rows JOIN connector.jobs ON id = job_id
             WHERE state IN ('waiting', 'ready') AND status NOT IN ('canceled', 'planned')) AS rows`,
  );
  return open ?? { intents: 0, jobs: 0, rows: 0 };
}
