/**
 * Jobs that begin with reading Okta, and reports. What a job has collected belongs to that job alone, so that two never
 * mix what they saw.
 */
export const okta = `
ALTER TABLE connector.pushes
  DROP CONSTRAINT pushes_kind_check,
  ADD CONSTRAINT pushes_kind_check CHECK (kind IN ('push', 'undo', 'retry', 'sync', 'drift', 'coverage')),
  DROP CONSTRAINT pushes_phase_check,
  ADD CONSTRAINT pushes_phase_check CHECK (phase IN ('collecting', 'planning', 'applying', 'reporting')),
  -- Where a collection or a report goes on: a page of Okta, or a place in a list.
  ADD COLUMN cursor text NOT NULL DEFAULT '',
  -- The counters of a report.
  ADD COLUMN report json NOT NULL DEFAULT '{}',
  -- A plan that did not fit into its call, and is made without it.
  ADD COLUMN background boolean NOT NULL DEFAULT false,
  -- Whether a caller has seen the plan: from then on an equal call wants a new one.
  ADD COLUMN shown boolean NOT NULL DEFAULT false;

DROP INDEX connector.pushes_turns;
CREATE INDEX pushes_turns ON connector.pushes (last_turn_at, accepted_seq)
  WHERE status IN ('queued', 'running', 'paused') OR background;
CREATE INDEX pushes_kind ON connector.pushes (kind, created_at) WHERE kind IN ('sync', 'drift', 'coverage');

-- A row for somebody whom Okta no longer assigns to the Omni app.
ALTER TABLE connector.push_rows ADD COLUMN leftover boolean NOT NULL DEFAULT false;
CREATE INDEX push_rows_leftover ON connector.push_rows (user_name_key) WHERE leftover;

-- The users assigned to the Omni app, as one job has read them. Values are by reference, as Okta shows them.
CREATE TABLE connector.job_okta_users (
  push_id       uuid    NOT NULL REFERENCES connector.pushes ON DELETE CASCADE,
  okta_user_id  text    NOT NULL,
  user_name     text    NOT NULL,
  user_name_key text COLLATE "C" NOT NULL,
  -- Omni's id of the user as Okta knows it; empty when Okta has not provisioned them.
  external_id   text    NOT NULL,
  assigned      boolean NOT NULL,
  status        text    NOT NULL,
  sync_state    text    NOT NULL,
  changed_at    bigint  NOT NULL,
  values        json    NOT NULL,
  PRIMARY KEY (push_id, okta_user_id)
);
CREATE INDEX job_okta_users_name ON connector.job_okta_users (push_id, user_name_key);

-- The users of Omni, as one job has read them; values are by reference, and NULL as long as they are not known.
CREATE TABLE connector.job_omni_users (
  push_id       uuid    NOT NULL REFERENCES connector.pushes ON DELETE CASCADE,
  omni_user_id  text    NOT NULL,
  user_name     text    NOT NULL,
  user_name_key text COLLATE "C" NOT NULL,
  active        boolean NOT NULL,
  values        json,
  PRIMARY KEY (push_id, omni_user_id)
);
CREATE INDEX job_omni_users_name ON connector.job_omni_users (push_id, user_name_key);
CREATE INDEX job_omni_users_unread ON connector.job_omni_users (push_id, omni_user_id) WHERE values IS NULL;

-- Whom Okta has ever been seen to assign to the Omni app, by the name in Omni; the id outlasts a change of the name.
CREATE TABLE connector.assigned_users (
  user_name_key    text COLLATE "C" PRIMARY KEY,
  user_name        text   NOT NULL,
  okta_user_id     text   NOT NULL,
  last_assigned_at bigint NOT NULL
);

CREATE TABLE connector.report_rows (
  push_id   uuid    NOT NULL REFERENCES connector.pushes ON DELETE CASCADE,
  index     integer NOT NULL,
  user_name text    NOT NULL,
  reference text    NOT NULL,
  kind      text    NOT NULL,
  -- What Okta says, what was last written, what Omni holds; NULL where it does not apply.
  okta      json,
  written   json,
  omni      json,
  detail    text    NOT NULL,
  PRIMARY KEY (push_id, index)
);

-- For the last value that was written to a user.
CREATE INDEX audit_values ON connector.audit (omni_user_id, reference, seq);
CREATE INDEX audit_references ON connector.audit (reference, action) WHERE omni_user_id <> '';

-- Work that starts by the clock: once per due time over all replicas, and never while the last one still runs.
CREATE TABLE connector.schedules (
  name    text   PRIMARY KEY,
  due_at  bigint NOT NULL,
  push_id uuid
);
`;
