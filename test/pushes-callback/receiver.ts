import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import type { Job } from '../../src/schema/types.ts';

/** Where callbacks arrive. */
export interface Receiver {
  /** Its address, with a token in it. */
  readonly url: string;
  readonly token: string;
  readonly jobs: Job[];
  /** As `POST /path`. */
  readonly requests: string[];
  /** The statuses of the next answers; 200 when there are none left. */
  readonly answers: number[];
}

/** A receiver on loopback that ends with the test. */
export function useReceiver(): () => Promise<Receiver> {
  const running: (() => void)[] = [];
  afterEach(() => {
    for (const stop of running.splice(0)) stop();
  });
  return async () => {
    const token = crypto.randomUUID();
    const [jobs, requests, answers]: [Job[], string[], number[]] = [[], [], []];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      requests.push(`${request.method} ${request.url}`);
      jobs.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end('x'.repeat(1_000_000));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    running.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/invoke?clientToken=${token}`, token, jobs, requests, answers };
  };
}
