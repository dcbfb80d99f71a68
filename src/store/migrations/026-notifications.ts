/** What people are told of, each thing once; when two people were last seen to bear one
 * name, and which person has started a job. */
export const notifications = `
CREATE TABLE connector.notifications (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel    text    NOT NULL,
  condition  text    NOT NULL,
  -- What it is about: the id of a job or of a key, or the name of an alarm. As long as the row is there, the same thing
  -- is not told again.
  subject    text    NOT NULL,
  job_id     uuid REFERENCES connector.jobs ON DELETE CASCADE,
  state      text    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'delivered', 'given-up')),
  tries      integer NOT NULL DEFAULT 0,
  -- By the database's clock, ms epoch.
  not_before bigint  NOT NULL,
  begun_at   bigint  NOT NULL,
  told_at    bigint  NOT NULL DEFAULT 0,
  UNIQUE (channel, condition, subject)
);
CREATE INDEX notifications_open ON connector.notifications (channel, not_before) WHERE state = 'open';
CREATE INDEX notifications_told ON connector.notifications (channel, told_at);
CREATE INDEX notifications_job ON connector.notifications (job_id) WHERE job_id IS NOT NULL;

-- What Okta calls the person who has started a job at the console (sub); empty: it was no person, or before this step.
ALTER TABLE connector.jobs ADD COLUMN subject text NOT NULL DEFAULT '';

-- Of those that are there already nobody knows it: they are as old as this step.
ALTER TABLE connector.shared_names ADD COLUMN seen_at bigint NOT NULL DEFAULT connector.now_ms(NULL);
CREATE INDEX shared_names_seen_at ON connector.shared_names (seen_at);
`;
