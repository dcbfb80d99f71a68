/** What answers tell: who was renamed, what looks wrong among values, how fast a job comes forward. */
export const told = `
-- Whom Okta knows by an id of Omni: somebody who bears another name there was renamed.
CREATE INDEX job_okta_users_external ON connector.job_okta_users (job_id, lower(external_id)) WHERE external_id <> '';

-- What is probably not meant about the values of a row, though they fit; NULL: nothing.
ALTER TABLE connector.push_rows ADD COLUMN warnings json;

-- Since when the job is in its phase, by the database's clock, ms epoch; NULL: nobody knows. How much was done then.
ALTER TABLE connector.jobs
  ADD COLUMN phase_since bigint,
  ADD COLUMN phase_done  integer NOT NULL DEFAULT 0,
  ADD COLUMN phase_total integer NOT NULL DEFAULT 0,
  ADD COLUMN phase_from  integer NOT NULL DEFAULT 0;
`;
