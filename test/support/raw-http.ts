import { connect } from 'node:net';

/** The parts of one HTTP answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends bytes as they are, for requests that no client would make, and reads until the server closes the connection:
 * include `Connection: close`.
 */
export function sendRaw(url: string, ...chunks: (string | Buffer)[]): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
  const received: Buffer[] = [];
  socket.on('data', (part: Buffer) => received.push(part));
  // A server that refuses early may reset the connection after its answer.
  socket.on('error', (error) => (received.length === 0 ? reject(error) : socket.destroy()));
  socket.on('close', () => {
    const [head = '', ...body] = Buffer.concat(received).toString().split('\r\n\r\n');
    resolve({ status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') });
  });
  for (const chunk of chunks) socket.write(chunk);
  return promise;
}
