/**
 * Run as `node write-until-killed.ts DATA_DIR`: notes intents and settles them with audit entries, and prints a line
 * for everything that the database has acknowledged, until somebody kills it.
 */
import { randomUUID } from 'node:crypto';
import { appendAudit } from '../../../src/store/audit.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { closeIntent, openIntent } from '../../../src/store/write-intents.ts';
import { auditEntry } from '../audit-entries.ts';

const [dataDir = ''] = process.argv.slice(2);
const database = await openDatabase({ dataDir });
process.stdout.write('open\n');

while (true) {
  const id = randomUUID();
  const { at, requestId, clientId, action, userName, omniUserId } = auditEntry({ requestId: id });
  await openIntent(database, { id, at, requestId, clientId, action, userName, omniUserId, changes: [] });
  process.stdout.write(`noted ${id}\n`);
  await database.transaction(async (queries) => {
    await closeIntent(queries, id);
    await appendAudit(queries, [auditEntry({ requestId: id }), auditEntry({ requestId: id, reference: 'seats' })]);
  });
  process.stdout.write(`settled ${id}\n`);
}
