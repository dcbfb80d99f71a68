/**
 * Pushes and their rows. Times are milliseconds since the Unix epoch; what users sent and hold is `json`, as in 001.
 * The counters live on the push, changed in the statement that changes the rows: nobody ever counts rows to show them.
 */
export const pushes = `
-- The order in which pushes were accepted: of two that name one user, the later one wins.
CREATE SEQUENCE connector.push_acceptance;

CREATE TABLE connector.pushes (
  id               uuid    PRIMARY KEY,
  kind             text    NOT NULL CHECK (kind IN ('push', 'undo', 'retry')),
  status           text    NOT NULL CHECK (status IN ('planned', 'queued', 'running', 'needs-approval', 'paused',
                                                      'done', 'canceled', 'failed')),
  phase            text    NOT NULL DEFAULT 'planning' CHECK (phase IN ('planning', 'applying')),
  accepted_seq     bigint  NOT NULL UNIQUE DEFAULT nextval('connector.push_acceptance'),
  client_id        text    NOT NULL,
  action           text    NOT NULL,
  request_id       text    NOT NULL,
  parent_id        uuid,
  options          json    NOT NULL,
  fingerprint      text    NOT NULL,
  plan_hash        text    NOT NULL DEFAULT '',
  message          text    NOT NULL DEFAULT '',
  cause_code       text    NOT NULL DEFAULT '',
  total            integer NOT NULL,
  changed_count    integer NOT NULL DEFAULT 0,
  unchanged_count  integer NOT NULL DEFAULT 0,
  failed_count     integer NOT NULL DEFAULT 0,
  cleared_count    integer NOT NULL DEFAULT 0,
  done_count       integer GENERATED ALWAYS AS (changed_count + unchanged_count + failed_count) STORED
                           CHECK (done_count <= total),
  omni_requests    integer NOT NULL DEFAULT 0,
  minimum_requests integer NOT NULL DEFAULT 0,
  probe_step       integer NOT NULL DEFAULT 0,
  approved         boolean NOT NULL DEFAULT false,
  created_at       bigint  NOT NULL,
  started_at       bigint,
  finished_at      bigint,
  expires_at       bigint,
  -- The turn: who works on the push, and until when nobody else may; when it is due, and when its last turn ended.
  owner            text    NOT NULL DEFAULT '',
  lease_until      bigint  NOT NULL DEFAULT 0,
  not_before       bigint  NOT NULL DEFAULT 0,
  last_turn_at     bigint  NOT NULL DEFAULT 0
);
CREATE INDEX pushes_fingerprint ON connector.pushes (client_id, fingerprint, created_at);
CREATE INDEX pushes_turns ON connector.pushes (last_turn_at, accepted_seq)
  WHERE status IN ('queued', 'running', 'paused');

CREATE TABLE connector.push_rows (
  push_id       uuid    NOT NULL,
  index         integer NOT NULL,
  user_name     text    NOT NULL,
  user_name_key text COLLATE "C" NOT NULL, -- only ever compared for equality, which is cheaper so
  -- The references that the input names: its JSON text cannot be searched, because it may hold what jsonb refuses.
  named         text[]  NOT NULL,
  input         json    NOT NULL,
  expected      json,
  state         text    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'changed', 'unchanged', 'failed')),
  code          text    NOT NULL DEFAULT '',
  message       text    NOT NULL DEFAULT '',
  omni_user_id  text    NOT NULL DEFAULT '',
  changes       json    NOT NULL DEFAULT '[]',
  truth         text    NOT NULL DEFAULT '' CHECK (truth IN ('list', 'remembered', 'read', '')),
  merged_into   integer,
  tries         integer NOT NULL DEFAULT 0,
  not_before    bigint  NOT NULL DEFAULT 0,
  PRIMARY KEY (push_id, index)
);
-- Two indexes of open rows cost less than one with the state in it: a new row is in one only, and no text is compared.
CREATE INDEX push_rows_waiting ON connector.push_rows (push_id, index) WHERE state = 'waiting';
CREATE INDEX push_rows_ready ON connector.push_rows (push_id, index) WHERE state = 'ready';
CREATE INDEX push_rows_user ON connector.push_rows (user_name_key);

-- What was learned about the Omni instance, such as whether its lists carry the values.
CREATE TABLE connector.instance_facts (
  name      text   PRIMARY KEY,
  value     json   NOT NULL,
  learnt_at bigint NOT NULL
);

-- For the refresh of the values that were read longest ago.
CREATE INDEX verified_values_verified_at ON connector.verified_values (verified_at);
`;
