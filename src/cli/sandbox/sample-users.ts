import { pushRow } from '../../files/split-rows.ts';
import { openUserFile } from '../../files/user-file.ts';
import type { CreateAttributeInput } from '../../schema/types.ts';
import { readSample } from './start-sandbox.ts';

/** A user of a file of samples/, as a push takes them, and the line. */
export type SampleUser = ReturnType<typeof pushRow> & { readonly line: number };

const NO_LIMITS = { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** The users of a file of samples/. */
export async function readSampleUsers(
  name: string,
  attributes: readonly CreateAttributeInput[],
): Promise<SampleUser[]> {
  const known = attributes.map(({ reference, label, multiValued = false }) => ({ reference, label, multiValued }));
  async function* open() {
    yield Buffer.from(readSample(name));
  }
  const file = await openUserFile(open, known, {}, NO_LIMITS);
  const users: SampleUser[] = [];
  for await (const row of file.rows()) users.push({ ...pushRow(row), line: row.line });
  return users;
}
