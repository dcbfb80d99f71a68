import { headline, jobPage, type Message } from './message.ts';
import type { Notice } from './notice.ts';

/** What an incoming webhook takes. */
export interface SlackMessage {
  readonly text: string;
  /** No preview of the console's sign-in page. */
  readonly unfurl_links: false;
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping: so no text makes a link or calls a channel. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function section(notice: Notice, message: Message): string {
  const { title, text, action, jobId } = notice;
  const page = jobPage(notice, message);
  const job = page === undefined ? `Job ${escaped(jobId ?? '')}` : `<${page}|Job ${escaped(jobId ?? '')}>`;
  return [`*${escaped(title)}*`, escaped(text), escaped(action), ...(jobId === undefined ? [] : [job])]
    .filter((line) => line !== '')
    .join('\n');
}

/** A message for Slack. */
export function slackMessage(message: Message): SlackMessage {
  const { notices, omniHost } = message;
  const head = notices.length > 1 ? [`*${headline(message)}*`] : [];
  const sections = notices.map((notice) => section(notice, message));
  return { text: [...head, ...sections, `_Omni: ${escaped(omniHost)}_`].join('\n\n'), unfurl_links: false };
}
