/**
 * One order over everything that writes (docs/order.md). A wish has a place: its time by the database's clock, then a
 * number of one sequence. What is remembered of a user's values is kept beside the newest wish that had its effect.
 */
export const order = `
-- Jobs took their places from this; now every wish does.
ALTER SEQUENCE connector.job_acceptance RENAME TO wish_order;

CREATE TABLE connector.user_values (
  omni_user_id text   NOT NULL,
  reference    text   NOT NULL,
  -- The newest wish that was written or seen in place, and what it asked for; NULL as long as there was none.
  place_at     bigint NOT NULL DEFAULT 0,
  place_seq    bigint NOT NULL DEFAULT 0,
  wished       json,
  -- The number of the newest wish that was sent: a wish that finds its value in place writes nothing.
  written_seq  bigint NOT NULL DEFAULT 0,
  -- What the user was last seen to hold of their own, and when; 0: it has to be read again; NULL: it is not known.
  held         json,
  read_at      bigint,
  -- When any of it was last moved: whoever looked at Omni before has to look again.
  changed_at   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (omni_user_id, reference)
);
-- For the refresh of the values that were read longest ago.
CREATE INDEX user_values_read_at ON connector.user_values (read_at);

INSERT INTO connector.user_values (omni_user_id, reference, held, read_at)
SELECT omni_user_id, reference, value, verified_at FROM connector.verified_values;
INSERT INTO connector.user_values (omni_user_id, reference, place_at)
SELECT omni_user_id, reference, max(event_time)
FROM connector.event_marks JOIN connector.omni_users USING (user_name_key) GROUP BY 1, 2
ON CONFLICT (omni_user_id, reference) DO UPDATE SET place_at = excluded.place_at;
DROP TABLE connector.verified_values;
DROP TABLE connector.event_marks;

-- An event is the same for one user and reference; what was noted before holds for every reference.
ALTER TABLE connector.seen_events ADD COLUMN reference text NOT NULL DEFAULT '';
ALTER TABLE connector.seen_events
  DROP CONSTRAINT seen_events_pkey,
  ADD CONSTRAINT seen_events_pkey PRIMARY KEY (user_name_key, event_id, reference);

-- A number that only grows: whoever holds a later one has taken the lease over.
CREATE SEQUENCE connector.fences;
ALTER TABLE connector.leases ADD COLUMN fence bigint NOT NULL DEFAULT 0;

ALTER TABLE connector.write_intents
  -- Under which lease the write was sent; empty for definitions, which have none.
  ADD COLUMN lease     text   NOT NULL DEFAULT '',
  ADD COLUMN fence     bigint NOT NULL DEFAULT 0,
  ADD COLUMN place_at  bigint NOT NULL DEFAULT 0,
  ADD COLUMN place_seq bigint NOT NULL DEFAULT 0,
  -- When it was found that nobody can tell yet what became of it; the write may still be on its way.
  ADD COLUMN noted_at  bigint;
CREATE INDEX write_intents_user ON connector.write_intents (omni_user_id);

ALTER TABLE connector.jobs
  ADD COLUMN place_at  bigint NOT NULL DEFAULT 0,
  ADD COLUMN place_seq bigint NOT NULL DEFAULT 0;
UPDATE connector.jobs SET place_at = created_at,
  place_seq = coalesce((options ->> 'acceptedAs')::bigint, accepted_seq);

ALTER TABLE connector.push_rows
  -- The time of the row's wish, where that is not the time of its job: when Okta was read.
  ADD COLUMN wished_at bigint,
  -- When Omni, or what is remembered of it, was looked at for the plan of the row; 0: it is looked at again.
  ADD COLUMN look_at   bigint NOT NULL DEFAULT 0,
  -- When the oldest of the remembered values was read that the plan goes by.
  ADD COLUMN truth_at  bigint,
  DROP CONSTRAINT push_rows_state_check,
  ADD CONSTRAINT push_rows_state_check CHECK (state IN ('waiting', 'ready', 'changed', 'unchanged', 'failed', 'kept'));
CREATE INDEX push_rows_unplaced ON connector.push_rows (job_id, index) WHERE state = 'unchanged' AND look_at > 0;

-- When the list was asked for the page that showed the user.
ALTER TABLE connector.job_omni_users ADD COLUMN seen_at bigint NOT NULL DEFAULT 0;

-- A call keeps its place, whatever is repeated.
ALTER TABLE connector.idempotency ADD COLUMN place_seq bigint NOT NULL DEFAULT nextval('connector.wish_order');
`;
