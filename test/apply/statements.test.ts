import { expect, test } from '@jest/globals';
import { ADA, minutesAgo, pushed, row, set, worldOf } from '../order/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { type Statement, statementLog } from '../support/statement-log.ts';

const start = useConnector();

/** What a statement is for, by what stands in no other one. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^BEGIN$/, 'BEGIN'],
  [/^COMMIT$/, 'COMMIT'],
  [/^UPDATE connector\.key_slots/, 'slots that were not used'],
  [/UPDATE connector\.key_slots/, 'slots'],
  [/INSERT INTO connector\.accepted_calls/, 'accept, with the lease'],
  [/^INSERT INTO connector\.leases/, 'lease'],
  [/known_models_state/, 'recall the user'],
  [/INSERT INTO connector\.user_values.* INSERT INTO connector\.write_intents/, 'claim'],
  [/DELETE FROM connector\.leases.* DELETE FROM connector\.write_intents/, 'record, and give the lease back'],
  [/FOR UPDATE.*\) DELETE FROM connector\.leases/, 'place, and give the lease back'],
  [/UPDATE connector\.leases.* INSERT INTO connector\.user_values/, 'lock'],
  [/^INSERT INTO connector\.write_intents/, 'note the write'],
  [/^UPDATE connector\.user_values/, 'move'],
  [/^SELECT .* FROM connector\.audit_head FOR UPDATE$/, 'end of the audit log'],
  [/INSERT INTO connector\.audit /, 'audit entries'],
  [/^SELECT connector\.now_ms\(NULL\) AS now$/, 'time'],
  [/^SELECT .* connector\.seen_events/, 'is the event known'],
  [/^INSERT INTO connector\.seen_events/, 'note the event'],
  [/^SELECT omni_user_id AS id FROM connector\.omni_users/, 'who bore the name'],
  [/^SELECT FROM connector\.push_rows/, 'is the row wanted'],
  [/^SELECT .* FROM connector\.push_rows/, 'rows that go with it'],
  [/^WITH settled AS/, 'outcome of the row'],
];

/** One that nobody has named is shown as it is. */
const nameOf = ({ sql }: Statement): string => NAMES.find(([form]) => form.test(sql))?.[1] ?? sql;

async function world() {
  const log = statementLog();
  const c = await worldOf(start, { wrapDatabase: log.wrap });
  // Definitions are known from here on, and which form of PATCH works.
  await set(c, ADA, { region: 'first' });
  log.take();
  return { c, asked: () => log.take().map(nameOf), log };
}

// Each is one round trip to a server of PostgreSQL. The slots are of four requests to Omni: search, read, PATCH, read.
const RECORD = 'record, and give the lease back';
const AUDIT = ['audit entries', 'COMMIT'];
const WRITE = ['slots', 'recall the user', 'claim', 'BEGIN'];

test('a single call takes six statements', async () => {
  const { c, asked } = await world();
  await set(c, ADA, { region: 'second' });
  expect(asked()).toEqual(['accept, with the lease', ...WRITE, RECORD, ...AUDIT]);
});

test('a single call whose value is in place takes four, and gives the slots of two requests back', async () => {
  const { c, asked } = await world();
  await set(c, ADA, { region: 'first' });
  const found = ['slots', 'recall the user', 'place, and give the lease back'];
  expect(asked()).toEqual(['accept, with the lease', ...found, 'slots that were not used']);
});

test('an event takes four more: its time is judged, it is looked up and noted, and the log is locked after that', async () => {
  const { c, asked } = await world();
  await set(c, ADA, { region: 'second' }, { eventId: 'e1', eventTime: minutesAgo(c, 0) });
  const accepted = ['time', 'accept, with the lease', 'is the event known'];
  const noted = ['note the event', 'end of the audit log'];
  expect(asked()).toEqual([...accepted, ...WRITE, RECORD, ...noted, ...AUDIT]);
});

test('a row of a push takes eleven, in two transactions, under its lease', async () => {
  const { c, log } = await world();
  await pushed(c, [row(ADA, { region: 'second' })]);
  // The test itself asks for the job now and then.
  const all = log.take().filter(({ sql }) => !/^SELECT id, kind, /.test(sql));
  const first = all.findIndex(
    ({ sql, parameters: [name] }) => /^INSERT .*leases/.test(sql) && `${name}`.startsWith('user:'),
  );
  const last = all.findIndex(({ sql }, index) => index > first && sql.includes('INSERT INTO connector.audit '));
  const claimed = ['lease', 'who bore the name', 'recall the user'];
  const claim = ['BEGIN', 'lock', 'is the row wanted', 'note the write', 'COMMIT'];
  const noted = ['rows that go with it', 'outcome of the row', 'end of the audit log'];
  expect(all.slice(first, last + 2).map(nameOf)).toEqual([
    ...claimed,
    ...claim,
    ...['slots', 'slots', 'BEGIN', RECORD, ...noted, ...AUDIT],
  ]);
});
