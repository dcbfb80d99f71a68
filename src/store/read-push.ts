import type { Queries } from './database.ts';
import { PUSH_COLUMNS, type PushRecord } from './push-record.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The push, or undefined when there is none; any text may be asked for. */
export async function readPush(queries: Queries, id: string): Promise<PushRecord | undefined> {
  if (!UUID.test(id)) return undefined;
  const [push] = await queries.query<PushRecord>(`SELECT ${PUSH_COLUMNS} FROM connector.pushes WHERE id = $1`, [id]);
  return push;
}
