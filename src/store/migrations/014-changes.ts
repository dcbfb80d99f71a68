/** Changes that Okta tells by itself: what was told, and who has to be looked at. */
export const changes = `
-- Deliveries may be repeated, and two hooks carry one event: it is told apart by its uuid.
CREATE TABLE connector.okta_events (
  uuid    text   PRIMARY KEY,
  seen_at bigint NOT NULL
);
CREATE INDEX okta_events_seen_at ON connector.okta_events (seen_at);

-- Somebody, or a group, who may have changed: many events of one are one hint.
CREATE SEQUENCE connector.hint_order;
CREATE TABLE connector.okta_hints (
  kind     text   NOT NULL CHECK (kind IN ('user', 'group')),
  okta_id  text   COLLATE "C" NOT NULL,
  -- Grows with each event: whoever works on the hint learns by it that it has to be looked at again.
  noted    bigint NOT NULL DEFAULT nextval('connector.hint_order'),
  -- The first event that is not worked off yet.
  since    bigint NOT NULL,
  due_at   bigint NOT NULL,
  -- False: only a group that they are a member of has changed.
  named    boolean NOT NULL,
  -- Of a group: the page of its members that comes next.
  cursor   text   NOT NULL DEFAULT '',
  -- Since when somebody is assigned in Okta and not there in Omni.
  first_missing_at bigint,
  -- The job that has a row for them, and keeps the hint until its end; NULL: nobody works on it.
  job_id   uuid,
  PRIMARY KEY (kind, okta_id)
);
CREATE INDEX okta_hints_due ON connector.okta_hints (due_at) WHERE job_id IS NULL;
CREATE INDEX okta_hints_job ON connector.okta_hints (job_id) WHERE job_id IS NOT NULL;

-- The number of the row's wish, where that is not the number of its job: of a call that became a row.
ALTER TABLE connector.push_rows ADD COLUMN wished_seq bigint;

ALTER TABLE connector.jobs
  DROP CONSTRAINT pushes_kind_check,
  ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('push', 'undo', 'retry', 'sync', 'changes', 'drift', 'coverage'));
`;
