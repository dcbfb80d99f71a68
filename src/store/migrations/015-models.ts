/** What Omni's models say of user attributes. */
export const models = `
-- The models that a report goes through; they are forgotten when it is done.
CREATE TABLE connector.job_models (
  job_id   uuid NOT NULL REFERENCES connector.jobs ON DELETE CASCADE,
  model_id text COLLATE "C" NOT NULL,
  name     text NOT NULL,
  -- NULL: not read yet.
  read_at  bigint,
  -- What its files say; NULL where Omni does not give them.
  reading  json,
  PRIMARY KEY (job_id, model_id)
);

-- The models as they were last read. Others ask what a value opens.
CREATE TABLE connector.known_models (
  model_id text PRIMARY KEY,
  name     text   NOT NULL,
  read_at  bigint NOT NULL,
  reading  json   NOT NULL,
  -- Those of the reading: each write asks for them, and the rest may be long.
  filters  json   NOT NULL
);
-- One row: how the last report fared.
CREATE TABLE connector.known_models_state (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  -- When Omni last showed its models; NULL: it never did.
  read_at  bigint,
  tried_at bigint NOT NULL,
  -- Why something could not be read; empty: all could.
  problem  text   NOT NULL
);

-- Why a value gave its user more than the rows that bear it; empty: it did not, or nobody knew. The hash of an entry
-- has it where it is not empty.
ALTER TABLE connector.audit ADD COLUMN widens text NOT NULL DEFAULT '';

ALTER TABLE connector.jobs
  DROP CONSTRAINT jobs_kind_check,
  ADD CONSTRAINT jobs_kind_check
    CHECK (kind IN ('push', 'undo', 'retry', 'sync', 'changes', 'drift', 'coverage', 'usage'));
`;
