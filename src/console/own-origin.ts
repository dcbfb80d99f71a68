import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../config/loopback.ts';
import type { Settings } from '../config/settings.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * The origin of the console as a browser sees it: that of PUBLIC_URL. On loopback that of the request, as long as it is
 * one of loopback, too: there a machine has several names, and a sandbox a port that nobody knew before.
 */
export function ownOrigin({ publicUrl }: Settings, { headers }: Pick<IncomingMessage, 'headers'>): string {
  const url = new URL(publicUrl);
  const { host = '' } = headers;
  return isLoopback(url) && url.protocol === 'http:' && LOOPBACK_HOST.test(host) ? `http://${host}` : url.origin;
}
