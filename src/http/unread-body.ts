import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { hangUp } from './hang-up.ts';

/** So much is read to its end even where nobody wants it: that costs less than a new connection. */
const SMALL_BYTES = 65_536;

const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BYTES;

/**
 * Closes the connection of a request that is answered before its body was read: Node would go on reading, for as long
 * as the client sends. `bodyWasRead` takes that back. RFC 9112, section 9.6.
 */
export const closeUnread: RequestHandler = (request, response, next) => {
  if (!isSmall(request)) {
    response.setHeader('Connection', 'close');
    // Whoever reads takes the rest upon themselves: Node stops when its buffer (64 KiB) is full.
    request.read(0);
    response.prependOnceListener('finish', () => {
      const { socket } = request;
      // How Node ends a connection after its last answer.
      if (!request.complete) socket.destroySoon = () => hangUp(socket);
    });
  }
  next();
};

/** The connection can be used again. */
export function bodyWasRead(request: IncomingMessage, response: ServerResponse): void {
  if (!isSmall(request)) response.removeHeader('Connection');
}

/**
 * Stops reading a body in the middle: what is left of a small one is thrown away, of a big one nothing more is taken.
 */
export function stopReading(request: IncomingMessage): void {
  if (isSmall(request)) request.resume();
  else request.pause();
}
