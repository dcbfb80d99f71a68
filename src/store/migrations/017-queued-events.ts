/** An event whose call became a row: it counts as handled as long as that row may be written, or was. */
export const queuedEvents = `
ALTER TABLE connector.seen_events ADD COLUMN job_id uuid, ADD COLUMN row_index integer;
`;
