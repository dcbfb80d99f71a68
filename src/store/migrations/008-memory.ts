/** A database that was put back is older than what it remembers of Omni, and than the jobs that are open in it. */
export const memory = `
-- Whatever was read from Omni up to then has to be read again. One row: doubting everything costs the same for a million
-- values as for one. No row: that was never so.
CREATE TABLE connector.doubt (
  single     boolean PRIMARY KEY DEFAULT true CHECK (single),
  doubted_at bigint  NOT NULL
);

-- Each start of a connector on this database, and its stop; NULL as long as it runs, and for ever when it was killed.
CREATE TABLE connector.incarnations (
  id         uuid   PRIMARY KEY,
  began      text   NOT NULL CHECK (began IN ('start', 'restored')),
  started_at bigint NOT NULL,
  stopped_at bigint
);

-- For whose values are read again.
CREATE INDEX omni_users_id ON connector.omni_users (omni_user_id);

-- A write that was left open before everything was doubted: wishes that came after it may be unknown by now.
ALTER TABLE connector.write_intents ADD COLUMN outdated boolean NOT NULL DEFAULT false;
`;
