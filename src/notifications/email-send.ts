import { createTransport } from 'nodemailer';
import { Undelivered } from '../callbacks/deliveries.ts';
import { isLoopback } from '../config/loopback.ts';
import type { EmailSettings } from '../config/notifications.ts';
import type { EmailMessage } from './email-message.ts';

const STEP_MS = 8_000;
const WHOLE_MS = 20_000;
const DEFAULT_PORT = { 'smtp:': 587, 'smtps:': 465 };

/** The mail server. The password goes over TLS alone, with a certificate that is good; loopback needs none. */
function transportOf({ server }: EmailSettings) {
  const url = new URL(server.reveal());
  const secure = url.protocol === 'smtps:';
  const local = isLoopback(new URL(`http://${url.host}`));
  const user = decodeURIComponent(url.username);
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || DEFAULT_PORT[secure ? 'smtps:' : 'smtp:'],
    secure,
    requireTLS: !secure && !local,
    ignoreTLS: !secure && local,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Without the server's words, which may repeat what they refuse. */
function undelivered(thrown: unknown): Undelivered {
  const { code = 'UNKNOWN', responseCode } = thrown as { readonly code?: string; readonly responseCode?: number };
  return new Undelivered(`the mail server failed (${[code, responseCode].filter(Boolean).join(' ')})`);
}

/**
 * Sends an e-mail to all who are named.
 *
 * @param id the same for the same message: a mailbox that gets it twice can tell
 * @throws Undelivered
 */
export async function sendEmail(
  email: EmailSettings,
  message: EmailMessage,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<void> {
  const { from, to } = email;
  const messageId = `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(WHOLE_MS)]);
  const mail = { from, to: [...to], ...message, messageId, signal: limited };
  const sent = await transportOf(email)
    .sendMail(mail)
    .catch((thrown: unknown) => {
      throw undelivered(thrown);
    });
  if (sent.accepted.length === 0) throw new Undelivered('the mail server takes no mail for those addresses');
}

/** Whether the mail server can be reached and takes the password; sends nothing. @throws Undelivered */
export async function checkMailServer(email: EmailSettings): Promise<void> {
  await transportOf(email)
    .verify()
    .catch((thrown: unknown) => {
      throw undelivered(thrown);
    });
}
