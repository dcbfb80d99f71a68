import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { answerMalformed } from './answer-malformed.ts';
import { listenProblem } from './listen-problem.ts';

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no new connections, lets running calls finish, and resolves when the last one has. */
  close(): Promise<void>;
}

/** A slow or silent client must not hold a connection for ever. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the idle time of usual load balancers, so that they close first. */
const KEEP_ALIVE_MS = 75_000;
const MAX_HEADER_BYTES = 32_768;
/** Calls answer within 25 s, so after this time only broken connections are left. */
const DRAIN_MS = 25_000;
const SWEEP_MS = 50;

function drained(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    // Also those that are busy now: Node would keep them open for the next call until their idle time is over.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(force);
      clearInterval(sweep);
      resolve();
    });
  });
}

/**
 * Listens for HTTP.
 *
 * @throws StartProblem when the address cannot be used
 */
export async function serve(app: Express, host: string, port: number): Promise<Listening> {
  // A request without Host, or with an expectation nobody knows, goes to the app: Node's own answers have no body.
  const options = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false };
  const server = createServer(options, app);
  // Nor is a body asked for (100 Continue) before it is known that it is wanted.
  server.on('checkContinue', app).on('checkExpectation', app).on('clientError', answerMalformed);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { address, family, port: bound } = server.address() as AddressInfo;
  const shown = family === 'IPv6' ? `[${address}]` : address;
  return { url: `http://${shown}:${bound}`, close: () => drained(server) };
}
