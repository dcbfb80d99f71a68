import { Cron } from 'croner';
import type { Secret } from '../base/secret.ts';
import { isLoopback } from './loopback.ts';

/** Work that starts by the clock. Each pattern is a cron expression of five fields; undefined: never. */
export interface ScheduleSettings {
  readonly sync: string | undefined;
  readonly driftReport: string | undefined;
  /** An IANA name. */
  readonly timeZone: string;
  /** Who is told how it went. It may hold a token. */
  readonly callbackUrl: Secret | undefined;
}

/** A cron expression. @throws Error in one sentence that follows the setting's name */
export function readCron(text: string): string {
  const pattern = text.trim();
  try {
    // croner takes seconds too, which nobody wants here: a sixth field would be one field too many elsewhere.
    if (pattern.split(/\s+/).length === 5 && new Cron(pattern, { paused: true }).nextRun()) return pattern;
  } catch {
    // croner's message speaks of its own options; the sentence below serves an operator better.
  }
  throw new Error('must be a cron expression of five fields that comes true, such as 0 2 * * *');
}

/** A time zone that the runtime knows. */
export function readTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new Error('must be the name of a time zone, such as Europe/Berlin');
  }
}

/** The address of a callback, which may hold a token in its query. */
export function readCallbackUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))) {
    throw new Error('must be an address that begins with https://');
  }
  return url.href;
}
