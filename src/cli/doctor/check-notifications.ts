import { randomUUID } from 'node:crypto';
import type { Settings } from '../../config/settings.ts';
import { emailMessage } from '../../notifications/email-message.ts';
import { checkMailServer, sendEmail } from '../../notifications/email-send.ts';
import { messageOf } from '../../notifications/message.ts';
import { TEST_NOTICE } from '../../notifications/notice.ts';
import { slackMessage } from '../../notifications/slack-message.ts';
import { sendToSlack } from '../../notifications/slack-send.ts';
import { type Finding, look, type Seen, Wrong } from './finding.ts';

const SLACK_FIX = 'Make an incoming webhook for the channel in Slack, and copy its whole address to SLACK_WEBHOOK_URL.';
const EMAIL_FIX =
  'See host, port, user and password in SMTP_URL: smtps:// for TLS from the start (465), smtp:// for STARTTLS (587).';

/** What went wrong, with what to do. */
const orWrong = (work: Promise<void>, fix: string): Promise<void> =>
  work.catch((thrown: unknown) => {
    throw new Wrong((thrown as Error).message, fix);
  });

/** Who is told, and of what. */
function whoIsTold({ notifications: { slackWebhook, email, on } }: Settings): Seen {
  const ways = [...(slackWebhook ? ['Slack'] : []), ...(email ? [`e-mail to ${email.to.join(', ')}`] : [])];
  if (ways.length === 0) return 'Nobody is told in Slack or by e-mail.';
  return `${ways.join(' and ')}: ${on.join(', ')}. --test-notifications sends a message.`;
}

/** Who is told; whether the mail server takes the password. Only a message shows whether Slack takes one. */
export async function checkNotifications(settings: Settings): Promise<Finding[]> {
  const { email } = settings.notifications;
  const mailServer = async (): Promise<Seen> => {
    if (email) await orWrong(checkMailServer(email), EMAIL_FIX);
    return 'The mail server can be reached, and takes the user and password of SMTP_URL.';
  };
  return [
    await look('Notifications', () => whoIsTold(settings)),
    ...(email ? [await look('Mail server', mailServer)] : []),
  ];
}

/** Sends one message by each way that is set. */
export async function testNotifications(settings: Settings): Promise<Finding[]> {
  const { slackWebhook, email } = settings.notifications;
  const message = messageOf([TEST_NOTICE], settings);
  const { signal } = new AbortController();
  const toSlack = async (): Promise<Seen> => {
    if (slackWebhook) await orWrong(sendToSlack(slackWebhook, slackMessage(message)), SLACK_FIX);
    return 'Slack has taken a message.';
  };
  const toEmail = async (): Promise<Seen> => {
    const id = `test-${randomUUID()}`;
    if (email) await orWrong(sendEmail(email, emailMessage(message), { id, signal }), EMAIL_FIX);
    return 'The mail server has taken a message.';
  };
  const nobody = () => {
    throw new Wrong(
      'Nobody is told of anything.',
      'Set SLACK_WEBHOOK_URL, or SMTP_URL with NOTIFY_EMAIL_FROM and _TO.',
    );
  };
  if (!slackWebhook && !email) return [await look('Notifications', nobody)];
  return [...(slackWebhook ? [await look('Slack', toSlack)] : []), ...(email ? [await look('E-mail', toEmail)] : [])];
}
