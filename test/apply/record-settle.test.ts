import { describe, expect, test } from '@jest/globals';
import type { WishResult } from '../../src/apply/wish.ts';
import { appendAudit } from '../../src/store/audit.ts';
import type { Database } from '../../src/store/database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { auditEntry } from '../store/audit-entries.ts';
import { statementLog } from '../support/statement-log.ts';
import { useSent, VERIFIED } from './use-sent.ts';

const { db, context, audited, sent } = useSent();

describe('what belongs to the record', () => {
  /** Whether nobody has locked the end of the audit log. */
  const isEndFree = () =>
    db()
      .query('SELECT FROM connector.audit_head FOR UPDATE NOWAIT')
      .then(
        () => true,
        () => false,
      );

  test('is told what is recorded, and is recorded with it', async () => {
    const told: WishResult[] = [];
    const { record } = await sent({
      settle: async (queries, result) => {
        told.push(result);
        await appendAudit(queries, [auditEntry({ requestId: 'its own' })]);
      },
    });
    expect(told).toEqual([]);
    const result = await record(VERIFIED);
    expect(told).toEqual([result]);
    expect((await audited()).map(({ requestId }) => requestId)).toEqual(['its own', 'request-1', 'request-1']);
    expect(await verifyAudit(db())).toMatchObject({ ok: true });
  });

  test('locks the end of the audit log for nobody who waits for what it locks itself', async () => {
    const free: boolean[] = [];
    const { record } = await sent({ settle: async () => void free.push(await isEndFree()) });
    await record(VERIFIED);
    expect(free).toEqual([true]);
  });

  test('is an alarm, too', async () => {
    const free: boolean[] = [];
    const { writing, record } = await sent();
    const { database } = writing.context;
    const watched: Database = {
      ...database,
      transaction: (work) =>
        database.transaction((queries) =>
          work({
            ...queries,
            query: async (sql, parameters) => {
              if (sql.includes('connector.notifications')) free.push(await isEndFree());
              return await queries.query(sql, parameters);
            },
          }),
        ),
    };
    Object.assign(writing.context, { database: watched });
    await record({ region: 'not-applied' });
    expect(free).toEqual([true]);
  });

  test('costs no statement where there is nothing of it', async () => {
    const log = statementLog();
    const { record } = await sent({}, { context: context({ database: log.wrap(db()) }) });
    log.take();
    await record(VERIFIED);
    // The values, the note, the lease and the end of the audit log by one, and the entries by another.
    expect(log.take().map(({ sql }) => sql.split(' ')[0])).toEqual(['BEGIN', 'WITH', expect.any(String), 'COMMIT']);
  });
});
