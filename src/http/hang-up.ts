import type { Duplex } from 'node:stream';

/** For the client to read the answer: closing at once could reset the connection before that. */
const LINGER_MS = 1_000;

/** Ends a connection whose answer is on its way, whether the client closes its side or not. */
export function hangUp(socket: Duplex): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
