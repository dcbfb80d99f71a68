import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail server on loopback, and what has come. */
export interface Mailbox {
  /** Its address, with a password in it. */
  readonly url: string;
  readonly password: string;
  readonly mails: { readonly to: readonly string[]; readonly text: string }[];
}

/** Mail servers that end with the test. They offer no TLS unless told to. */
export function useMailbox(): (options?: SMTPServerOptions) => Promise<Mailbox> {
  const running: (() => void)[] = [];
  afterEach(() => {
    for (const stop of running.splice(0)) stop();
  });
  return async (options = {}) => {
    const password = randomBytes(12).toString('hex');
    const mails: { to: string[]; text: string }[] = [];
    const server = new SMTPServer({
      hideSTARTTLS: true,
      closeTimeout: 100,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.password === password ? done(null, { user: 'omni' }) : done(new Error(`no ${String(auth.password)}`)),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString(),
          });
          done();
        });
      },
      ...options,
    });
    server.on('error', () => undefined);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()));
    running.push(() => server.close());
    const { port } = server.server.address() as AddressInfo;
    return { url: `smtp://omni:${password}@127.0.0.1:${port}`, password, mails };
  };
}
