/** What is looked for among many rows is found without going through them. */
export const scale = `
-- The few rows of a big push that somebody wants to see: what it has written, and what went wrong.
CREATE INDEX push_rows_told ON connector.push_rows (job_id, state, index) WHERE state IN ('changed', 'failed', 'kept');
`;
