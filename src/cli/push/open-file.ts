import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { OpenBytes } from '../../files/decode.ts';

/** What cannot be read twice, such as a pipe, is kept; that much of it. */
const MOST_KEPT_BYTES = 64 * 1_048_576;

async function keep(path: string): Promise<OpenBytes> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_KEPT_BYTES)
      throw new Error(`${path} gives more than 64 MiB and is no file: store it in one first.`);
    pieces.push(piece);
  }
  return async function* () {
    yield* pieces;
  };
}

/**
 * Gives the bytes of a file, each time the same.
 *
 * @throws Error in one line where there is no file; later, where it was changed meanwhile
 */
export async function openFile(path: string): Promise<OpenBytes> {
  if (!(await stat(path)).isFile()) return await keep(path);
  let first: string | undefined;
  return async function* () {
    const digest = createHash('sha256');
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      digest.update(piece);
      yield piece;
    }
    const now = digest.digest('base64');
    first ??= now;
    if (now !== first) throw new Error(`${path} was changed after it was first read; nothing more is done with it.`);
  };
}
