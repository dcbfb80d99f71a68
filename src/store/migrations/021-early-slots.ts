/** When the requests of the last minute left, so that one that somebody waits for can tell whether there is room. */
export const earlySlots = `
-- ms epoch by the clock of the budget; those that are reserved are among them.
ALTER TABLE connector.key_slots ADD COLUMN sent_at double precision[] NOT NULL DEFAULT '{}';
`;
