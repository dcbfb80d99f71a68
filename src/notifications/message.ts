import { CONSOLE } from '../config/console.ts';
import type { Settings } from '../config/settings.ts';
import type { Notice } from './notice.ts';

/** What one message tells. */
export interface Message {
  readonly notices: readonly Notice[];
  /** Which instance it is about: the host of Omni. */
  readonly omniHost: string;
  /** Of the console, where there is one. */
  readonly consoleUrl: string | undefined;
}

/** A message of some notices, for whoever has several connectors. */
export const messageOf = (
  notices: readonly Notice[],
  { omniHost, publicUrl, console }: Pick<Settings, 'omniHost' | 'publicUrl' | 'console'>,
): Message => ({
  notices,
  omniHost,
  consoleUrl: console && `${publicUrl}${CONSOLE}`,
});

/** One line that says what a message is about. */
export const headline = ({ notices }: Pick<Message, 'notices'>): string =>
  notices.length === 1 ? (notices[0]?.title ?? '') : `${notices.length} things need a look`;

/** The page of the job that a notice is about. */
export const jobPage = ({ jobId }: Notice, { consoleUrl }: Message): string | undefined =>
  consoleUrl === undefined || jobId === undefined ? undefined : `${consoleUrl}/jobs/${encodeURIComponent(jobId)}`;
