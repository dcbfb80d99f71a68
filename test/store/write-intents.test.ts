import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { appendAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { closeIntent, listOpenIntents, openIntent, type WriteIntent } from '../../src/store/write-intents.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { auditEntry } from './audit-entries.ts';

const intent = (at: number): WriteIntent => ({
  id: randomUUID(),
  at,
  requestId: 'request-1',
  clientId: 'client-1',
  action: 'set-user-values',
  userName: 'Ada@acme.example',
  omniUserId: 'id-1',
  changes: [{ reference: 'region', before: [], after: ['emea', 'a\0"b'] }],
});

describe.each(databases)('write intents on %s', (_, open) => {
  const db = useDatabase(open);

  test('open ones are listed as they were noted, oldest first, up to a time', async () => {
    const [late, early, young] = [intent(20), intent(10), intent(30)];
    for (const one of [late, early, young]) await openIntent(db(), one);
    expect(await listOpenIntents(db(), 30)).toEqual([early, late]);
  });

  test('one is closed together with its audit entries, or not at all', async () => {
    const one = intent(1);
    await openIntent(db(), one);
    const failing = db().transaction(async (queries) => {
      await closeIntent(queries, one.id);
      await appendAudit(queries, [auditEntry()]);
      throw new Error('killed');
    });
    await expect(failing).rejects.toThrow('killed');
    expect(await listOpenIntents(db(), 2)).toEqual([one]);
    expect((await verifyAudit(db())).checked).toBe(0);
  });

  test('of two that settle one intent only the first closes it', async () => {
    const one = intent(1);
    await openIntent(db(), one);
    const closed = await Promise.all([closeIntent(db(), one.id), closeIntent(db(), one.id)]);
    expect(closed.filter(Boolean)).toHaveLength(1);
    expect(await listOpenIntents(db(), 2)).toEqual([]);
  });
});
