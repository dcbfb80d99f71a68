/**
 * What uses an attribute beside the models; since when a reference means an attribute; and the history of one user,
 * whatever else the log holds.
 */
export const heads = `
-- The connections whose database an attribute chooses, as report-usage last read them: uses of attributes.
ALTER TABLE connector.known_models_state ADD COLUMN connection_uses json NOT NULL DEFAULT '[]';

-- What is in force for the user of a line, and where it comes from; NULL: nobody knows, or it is about no value.
ALTER TABLE connector.report_rows ADD COLUMN effective json, ADD COLUMN source text;

-- When the attribute was first seen under the reference, ms epoch by the database's clock; 0: before this was noted.
ALTER TABLE connector.attribute_names ADD COLUMN first_seen bigint NOT NULL DEFAULT 0;
CREATE INDEX attribute_names_reference ON connector.attribute_names (reference);

-- The newest writes to one user first; everything that list-changes asks for is in it, so that few rows are looked up.
CREATE INDEX audit_user_times ON connector.audit (omni_user_id, at, seq) INCLUDE (reference) WHERE omni_user_id <> '';
`;
