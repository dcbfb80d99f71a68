import { createServer } from 'node:net';
import axios from 'axios';
import type { Settings } from '../../config/settings.ts';
import { listenProblem } from '../../http/listen-problem.ts';
import type { Seen } from './finding.ts';

const PATIENCE_MS = 5_000;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** Listens for a moment. @throws StartProblem */
function tryToListen(host: string, port: number): Promise<void> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

/** Whether what listens there is a connector. */
async function isConnector(host: string, port: number): Promise<boolean> {
  const address = EVERYWHERE.has(host) ? '127.0.0.1' : host;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}/healthz`;
  const answer = await axios
    .get<{ ok?: unknown }>(url, { timeout: PATIENCE_MS, maxRedirects: 0 })
    .catch(() => undefined);
  return answer?.data?.ok === true;
}

/**
 * Looks whether the connector could listen where the settings say; one that listens there already is in order.
 *
 * @throws StartProblem
 */
export async function checkAddress({ host, port }: Pick<Settings, 'host' | 'port'>): Promise<Seen> {
  try {
    await tryToListen(host, port);
    return port === 0 ? `Any free port of ${host}.` : `Port ${port} of ${host} is free.`;
  } catch (thrown) {
    const isTaken = (thrown as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (isTaken && (await isConnector(host, port))) return `A connector listens on port ${port} of ${host} already.`;
    throw listenProblem(thrown, host, port);
  }
}
