import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  /** Without a trailing slash. */
  readonly url: string;
  /** Breaks open connections too, so that an answer that never comes does not keep the process alive. */
  close(): Promise<void>;
}

/** Serves an app, or another handler, on the loopback interface. @param port 0 = any free one */
export async function listen(app: RequestListener, port = 0): Promise<Listening> {
  const server = createServer(app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
