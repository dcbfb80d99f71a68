/** Entries say how their hashes were made; those that there are were made without a key. */
export const auditKeys = `
ALTER TABLE connector.audit ADD COLUMN scheme text NOT NULL DEFAULT 'sha256';
ALTER TABLE connector.audit_head ADD COLUMN scheme text NOT NULL DEFAULT 'sha256';
`;
