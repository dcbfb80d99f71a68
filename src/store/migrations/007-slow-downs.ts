/** When a key was slowed down last, so that 429s of one moment count once. */
export const slowDowns = `
ALTER TABLE connector.key_slots ADD COLUMN slowed_at double precision NOT NULL DEFAULT '-Infinity';
`;
