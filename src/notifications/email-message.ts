import { headline, jobPage, type Message } from './message.ts';
import type { Notice } from './notice.ts';

/** An e-mail in plain text. */
export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
}

function section(notice: Notice, message: Message): string {
  const { title, text, action, jobId } = notice;
  const page = jobPage(notice, message);
  return [title, '', text, action, ...(jobId === undefined ? [] : ['', `Job ${jobId}`]), ...(page ? [page] : [])].join(
    '\n',
  );
}

/** A message by e-mail. */
export function emailMessage(message: Message): EmailMessage {
  const { notices, omniHost } = message;
  const sections = notices.map((notice) => section(notice, message));
  return {
    subject: `[okta-workflows-omni ${omniHost}] ${headline(message)}`,
    text: `${[...sections, `Omni: ${omniHost}`].join('\n\n--------\n\n')}\n`,
  };
}
