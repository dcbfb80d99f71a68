import { Undelivered } from '../callbacks/deliveries.ts';
import type { EmailSettings } from '../config/notifications.ts';
import type { EmailMessage } from './email-message.ts';
import { mailServerOptions } from './mail-server.ts';

const WHOLE_MS = 20_000;

/** Loaded when there is something to send: a start has no use for it. */
async function transportOf({ server }: EmailSettings) {
  const { createTransport } = await import('nodemailer');
  return createTransport(mailServerOptions(server));
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
  const transport = await transportOf(email);
  const sent = await transport.sendMail(mail).catch((thrown: unknown) => {
    throw undelivered(thrown);
  });
  if (sent.accepted.length === 0) throw new Undelivered('the mail server takes no mail for those addresses');
}

/** Whether the mail server can be reached and takes the password; sends nothing. @throws Undelivered */
export async function checkMailServer(email: EmailSettings): Promise<void> {
  const transport = await transportOf(email);
  await transport.verify().catch((thrown: unknown) => {
    throw undelivered(thrown);
  });
}
