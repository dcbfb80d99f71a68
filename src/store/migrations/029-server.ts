/** Which server has answered last: a standby that was promoted lacks what had not reached it. */
export const server = `
-- One row, and none on the embedded database.
CREATE TABLE connector.server (
  single   boolean PRIMARY KEY DEFAULT true CHECK (single),
  -- Of the cluster, made by its initdb.
  system   text    NOT NULL,
  -- Of its write-ahead log: another one after each promotion and after each recovery to a point in time.
  timeline text    NOT NULL
);
`;
