/** What was learned of Omni's instance, the value that a test of a write has to put back, and a cheap look at syncs. */
export const operating = `
CREATE TABLE connector.omni_facts (
  -- The instance: its origin.
  instance   text   NOT NULL,
  fact       text   NOT NULL,
  value      text   NOT NULL,
  -- ms epoch
  learned_at bigint NOT NULL,
  PRIMARY KEY (instance, fact)
);

-- A row is there while a test is under way, and after one that was cut off.
CREATE TABLE connector.write_tests (
  omni_user_id text   NOT NULL,
  reference    text   NOT NULL,
  user_name    text   NOT NULL,
  -- What the user held of their own before.
  held         json   NOT NULL,
  -- What the test writes, so that nothing else is replaced.
  trials       json   NOT NULL,
  -- Where the value stood in the order: a wish of after that is left alone.
  place_at     bigint NOT NULL,
  place_seq    bigint NOT NULL,
  begun_at     bigint NOT NULL,
  PRIMARY KEY (omni_user_id, reference)
);

-- For the time of the last good one.
CREATE INDEX jobs_good_syncs ON connector.jobs (kind, finished_at)
  WHERE kind IN ('sync', 'changes') AND status = 'done' AND failed_count = 0;
`;
