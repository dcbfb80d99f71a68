import { createHttpClient, type HttpAnswer } from '../base/http-client.ts';
import { NoAnswer } from '../base/no-answer.ts';
import type { Secret } from '../base/secret.ts';
import { Undelivered } from '../callbacks/deliveries.ts';
import type { SlackMessage } from './slack-message.ts';

const TIMEOUT_MS = 10_000;
/**
 * The message or the webhook is refused, for good:
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
 */
const FINAL: ReadonlySet<number> = new Set([400, 403, 404, 410]);
/** Longer than anybody waits for a notification. */
const MOST_WAIT_MS = 3_600_000;

/** Slack answers with one of its words, such as `no_service`; anything else is somebody else's page. */
const wordOf = ({ text }: HttpAnswer): string => (/^[a-z_]{1,60}$/.test(text.trim()) ? ` (${text.trim()})` : '');

/**
 * Posts a message to an incoming webhook. Its address is a credential and stands in no error.
 *
 * @throws Undelivered
 */
export async function sendToSlack(webhook: Secret, message: SlackMessage): Promise<void> {
  const { origin, pathname, search } = new URL(webhook.reveal());
  const answer = await createHttpClient(origin)({
    method: 'POST',
    path: pathname + search,
    body: JSON.stringify(message),
    headers: {},
    timeoutMs: TIMEOUT_MS,
  });
  if (answer instanceof NoAnswer) throw new Undelivered(`Slack: ${answer.message}`);
  const { status, header } = answer;
  if (status >= 200 && status <= 299) return;
  const seconds = Number(header('retry-after'));
  const waitMs = status === 429 && seconds > 0 ? Math.min(MOST_WAIT_MS, seconds * 1_000) : 0;
  throw new Undelivered(`Slack answers ${status}${wordOf(answer)}`, { waitMs, isFinal: FINAL.has(status) });
}
