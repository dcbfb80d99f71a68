/** Who is to be told about a job, and a cheap look at the jobs that have not ended. */
export const callbacks = `
CREATE TABLE connector.callbacks (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  push_id    uuid    NOT NULL REFERENCES connector.pushes ON DELETE CASCADE,
  -- The address may hold a token: it is emptied after the last call. Its hash stays, so that a repeated request for
  -- the same callback is known.
  url        text    NOT NULL,
  url_hash   bytea   NOT NULL,
  -- The status of the job that the tries are about; empty before the first one.
  status     text    NOT NULL DEFAULT '',
  state      text    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'delivered', 'given-up')),
  tries      integer NOT NULL DEFAULT 0,
  not_before bigint  NOT NULL DEFAULT 0,
  UNIQUE (push_id, url_hash)
);
CREATE INDEX callbacks_wanted ON connector.callbacks (push_id) WHERE url <> '';

CREATE INDEX pushes_open ON connector.pushes (status, cause_code)
  WHERE status IN ('queued', 'running', 'needs-approval', 'paused');
`;
