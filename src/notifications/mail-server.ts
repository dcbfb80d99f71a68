import type { Secret } from '../base/secret.ts';
import { isLoopback } from '../config/loopback.ts';

const STEP_MS = 8_000;
const DEFAULT_PORT = { smtp: 587, smtps: 465 };

/**
 * How a mail server is talked to, as nodemailer takes it. The password goes over TLS alone, with a certificate that is
 * good; a server on loopback needs none. Nothing of a message reads a file or an address.
 *
 * @param server has passed `readMailServer`
 */
export function mailServerOptions(server: Secret) {
  const url = new URL(server.reveal());
  const secure = url.protocol === 'smtps:';
  const isLocal = isLoopback(new URL(`http://${url.host}`));
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || DEFAULT_PORT[secure ? 'smtps' : 'smtp'],
    secure,
    requireTLS: !secure && !isLocal,
    ignoreTLS: !secure && isLocal,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
