/** What the audit log may lose and stay provable: its beginning, and what it says of a person. */
export const lifeCycle = `
-- Where the kept entries begin: the last one that was pruned; 0: none was. An entry of the chain tells the same.
ALTER TABLE connector.audit_head
  ADD COLUMN pruned_seq    bigint NOT NULL DEFAULT 0,
  ADD COLUMN pruned_hash   text   NOT NULL DEFAULT repeat('0', 64),
  ADD COLUMN pruned_scheme text   NOT NULL DEFAULT 'sha256';

-- The entry of the chain that proves what was left of this one when its person was forgotten; NULL: nobody was.
ALTER TABLE connector.audit
  ADD COLUMN forgotten_by    bigint,
  -- The digest up to the forgotten entry before it; empty: it is the first.
  ADD COLUMN forgotten_after text;

-- What has outlived its use is found by its age.
CREATE INDEX omni_users_seen_at ON connector.omni_users (seen_at);
CREATE INDEX user_values_changed_at ON connector.user_values (changed_at);
CREATE INDEX assigned_users_last ON connector.assigned_users (last_assigned_at);
CREATE INDEX jobs_finished_at ON connector.jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_expires_at ON connector.jobs (expires_at) WHERE expires_at IS NOT NULL;
`;
