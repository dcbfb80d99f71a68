/**
 * The first tables. Times are milliseconds since the Unix epoch. Values of users are `json`, not `jsonb`: it keeps the
 * text as it was written, and takes every JSON text, while jsonb refuses \u0000 and lone surrogates.
 */
export const core = `
-- The given time or, without one, the database's own clock, which all replicas share.
CREATE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
  $$ SELECT floor(coalesce(given, extract(epoch FROM clock_timestamp()) * 1000))::bigint $$;

-- The request budget: one row per Omni API key (a hash of it).
CREATE TABLE connector.key_slots (
  key_id       text PRIMARY KEY,
  next_free_at double precision NOT NULL DEFAULT 0,
  slow_factor  double precision NOT NULL DEFAULT 1
);

CREATE TABLE connector.idempotency (
  client_id   text    NOT NULL,
  key         text    NOT NULL,
  fingerprint text    NOT NULL,
  state       text    NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done')),
  attempt     integer NOT NULL DEFAULT 1,
  owner       text    NOT NULL,
  lease_until bigint  NOT NULL,
  status      integer,
  answer      text,
  created_at  bigint  NOT NULL,
  PRIMARY KEY (client_id, key),
  CHECK (state = 'running' OR (status IS NOT NULL AND answer IS NOT NULL))
);
CREATE INDEX idempotency_created_at ON connector.idempotency (created_at);

CREATE TABLE connector.leases (
  name        text   PRIMARY KEY,
  owner       text   NOT NULL,
  lease_until bigint NOT NULL
);

CREATE TABLE connector.omni_users (
  user_name_key text   PRIMARY KEY,
  omni_user_id  text   NOT NULL,
  seen_at       bigint NOT NULL
);

-- The newest event per value. COLLATE "C" orders ids the way JavaScript does.
CREATE TABLE connector.event_marks (
  user_name_key text             NOT NULL,
  reference     text             NOT NULL,
  event_time    bigint           NOT NULL,
  event_id      text COLLATE "C" NOT NULL,
  PRIMARY KEY (user_name_key, reference)
);

CREATE TABLE connector.seen_events (
  user_name_key text   NOT NULL,
  event_id      text   NOT NULL,
  seen_at       bigint NOT NULL,
  PRIMARY KEY (user_name_key, event_id)
);
CREATE INDEX seen_events_seen_at ON connector.seen_events (seen_at);

CREATE TABLE connector.verified_values (
  omni_user_id text   NOT NULL,
  reference    text   NOT NULL,
  value        json   NOT NULL,
  verified_at  bigint NOT NULL,
  PRIMARY KEY (omni_user_id, reference)
);

CREATE TABLE connector.write_intents (
  id           uuid   PRIMARY KEY,
  at           bigint NOT NULL,
  request_id   text   NOT NULL,
  client_id    text   NOT NULL,
  action       text   NOT NULL,
  user_name    text   NOT NULL,
  omni_user_id text   NOT NULL,
  changes      json   NOT NULL
);

CREATE TABLE connector.audit (
  seq           bigint PRIMARY KEY CHECK (seq > 0),
  at            bigint NOT NULL,
  request_id    text   NOT NULL,
  client_id     text   NOT NULL,
  action        text   NOT NULL,
  user_name     text   NOT NULL,
  omni_user_id  text   NOT NULL,
  reference     text   NOT NULL,
  before        json   NOT NULL,
  after         json   NOT NULL,
  outcome       text   NOT NULL CHECK (outcome IN ('verified', 'unverified', 'not-applied', 'interrupted')),
  previous_hash text   NOT NULL,
  hash          text   NOT NULL
);

-- Exactly one row: where the audit chain ends. Writers wait for each other on it.
CREATE TABLE connector.audit_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  seq      bigint  NOT NULL DEFAULT 0,
  hash     text    NOT NULL DEFAULT repeat('0', 64)
);
INSERT INTO connector.audit_head DEFAULT VALUES;
`;
