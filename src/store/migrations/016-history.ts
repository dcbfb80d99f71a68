/** The job of each write, and the indexes by which the audit log is read: by time, by reference, by the user's name. */
export const history = `
ALTER TABLE connector.audit ADD COLUMN job_id text NOT NULL DEFAULT '';
ALTER TABLE connector.write_intents ADD COLUMN job_id text NOT NULL DEFAULT '';
CREATE INDEX audit_times ON connector.audit (at, seq) WHERE omni_user_id <> '';
CREATE INDEX audit_reference_times ON connector.audit (reference, at, seq) WHERE omni_user_id <> '';
CREATE INDEX audit_names ON connector.audit (lower(user_name COLLATE "C"), omni_user_id, at) WHERE omni_user_id <> '';
`;
