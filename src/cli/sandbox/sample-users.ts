import { Readable } from 'node:stream';
import type { CreateAttributeInput } from '../../schema/types.ts';
import { readUserFile, type UserFile } from '../push/read-user-file.ts';
import { readSample } from './start-sandbox.ts';

/** The users of a file of samples/. */
export function readSampleUsers(name: string, attributes: readonly CreateAttributeInput[]): Promise<UserFile> {
  const known = attributes.map(({ reference, label, multiValued = false }) => ({ reference, label, multiValued }));
  return readUserFile(Readable.from([readSample(name)]), known);
}
