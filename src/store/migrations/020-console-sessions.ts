/** Who has signed in to the console. */
export const consoleSessions = `
CREATE TABLE connector.console_sessions (
  -- SHA-256 of the id that the browser holds: whoever reads the table cannot go on with a session.
  id_hash   text PRIMARY KEY,
  -- What Okta calls the person (sub), and their user name when they signed in.
  subject   text NOT NULL,
  user_name text NOT NULL,
  -- Those of the person's groups that the settings named then.
  groups    json NOT NULL,
  -- By the database's clock, ms epoch.
  began_at  bigint NOT NULL,
  seen_at   bigint NOT NULL
);
CREATE INDEX console_sessions_subject ON connector.console_sessions (subject, began_at);
`;
