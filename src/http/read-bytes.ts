import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ConnectorError } from '../errors/connector-error.ts';
import { stopReading } from './unread-body.ts';

/** By Content-Encoding: RFC 9110, section 8.4.1. */
const DECOMPRESSORS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The body as it was before it was compressed. @throws ConnectorError BODY_WRONG_TYPE */
function decompressed(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return request;
  const decompressor = DECOMPRESSORS.get(encoding);
  if (!decompressor) throw new ConnectorError('BODY_WRONG_TYPE', { type: 'an encoding that is not supported' });
  return request.pipe(decompressor());
}

const broken = (problem: string, cause?: unknown): ConnectorError =>
  new ConnectorError('BODY_NOT_JSON', { problem }, [], { cause });

/**
 * The bytes of a request's body, decompressed. What is over the limit is not read.
 *
 * @throws ConnectorError BODY_TOO_LARGE, BODY_WRONG_TYPE (unknown compression), BODY_NOT_JSON (cut off, or not
 *   compressed)
 */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new ConnectorError('BODY_TOO_LARGE', { limit: maxBytes });
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const source = decompressed(request);
  if (source === request && request.complete) {
    // It came together with the headers: waiting for its events would cost more than to take it.
    const whole: Buffer = request.read() ?? Buffer.alloc(0);
    if (whole.length > maxBytes) throw tooLarge();
    return whole;
  }
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) refuse(tooLarge());
    else chunks.push(chunk);
  };
  const refuse = (error: ConnectorError) => {
    source.off('data', take);
    if (source !== request) request.unpipe();
    stopReading(request);
    reject(error);
  };
  source
    .on('data', take)
    .once('end', () => resolve(Buffer.concat(chunks)))
    .once('error', (cause) =>
      refuse(broken(source === request ? 'it is cut off' : 'it cannot be decompressed', cause)),
    );
  request.once('close', () => {
    if (!request.complete) refuse(broken('it is cut off'));
  });
  try {
    return await promise;
  } finally {
    if (source !== request) source.destroy();
  }
}
