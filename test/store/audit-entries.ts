import type { AuditEntry } from '../../src/store/audit-entry.ts';

/** An audit entry for tests. */
export const auditEntry = (entry: Partial<AuditEntry> = {}): AuditEntry => ({
  at: 1_700_000_000_000,
  requestId: 'request-1',
  clientId: 'client-1',
  action: 'set-user-values',
  userName: 'ada@acme.example',
  omniUserId: 'id-1',
  reference: 'region',
  before: [],
  after: ['emea'],
  outcome: 'verified',
  ...entry,
});

/** That many different entries. */
export const auditEntries = (count: number): AuditEntry[] =>
  Array.from({ length: count }, (_, i) => auditEntry({ requestId: `request-${i + 1}`, after: [`${i}`] }));
