import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ConnectorError } from '../errors/connector-error.ts';
import { hangUp } from './hang-up.ts';

/** By Node's code of the parser's failure. https://nodejs.org/api/http.html#event-clienterror */
const CODES: Readonly<Record<string, 'HEADERS_TOO_LARGE' | 'REQUEST_TIMEOUT'>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** Answers what is no readable request with the contract's error, where Node would send an empty body, and hangs up. */
export function answerMalformed(failure: Error & { readonly code?: string }, socket: Duplex): void {
  if (failure.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const refusal = new ConnectorError(CODES[failure.code ?? ''] ?? 'REQUEST_MALFORMED').body(requestId);
  const body = JSON.stringify(refusal);
  const head = [
    `HTTP/1.1 ${refusal.statusCode} ${STATUS_CODES[refusal.statusCode]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.resume().write(`${head.join('\r\n')}\r\n\r\n${body}`);
  hangUp(socket);
}
