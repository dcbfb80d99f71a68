/** What was learned of Omni's instance, and the value that a test of a write has to put back. */
export const omniFacts = `
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
`;
