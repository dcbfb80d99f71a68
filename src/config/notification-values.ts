import { Secret } from '../base/secret.ts';
import { isLoopback } from './loopback.ts';
import { readFilledList } from './setting-values.ts';

/** What somebody may be told of: docs/notifications.md. */
export const CONDITIONS = ['needs-approval', 'failed', 'drift', 'alarm', 'key-dead'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** An incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function readSlackWebhook(text: string): Secret {
  const url = URL.parse(text.trim());
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))))
    throw new Error('must be an address that begins with https://hooks.slack.com/');
  if (url.username || url.password) throw new Error('must not hold a user or a password');
  if (url.pathname === '/') throw new Error('has no path: copy the whole address of the incoming webhook');
  return new Secret(url.href);
}

/** A mail server. Its options are not taken from a query, where one could switch off the check of its certificate. */
export function readMailServer(text: string): Secret {
  const url = URL.parse(text.trim());
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || !url.hostname)
    throw new Error('must be an address such as smtps://user:password@mail.acme.example');
  if (url.search || url.hash || !/^\/?$/.test(url.pathname))
    throw new Error('must not hold a path, a query or a fragment: in the password write / as %2F, ? as %3F, # as %23');
  if (/%(?![0-9a-f]{2})/i.test(url.username + url.password)) throw new Error('holds a bare %: write it as %25');
  return new Secret(url.href, ...(url.password ? [decodeURIComponent(url.password)] : []));
}

/** One address of e-mail, without a name; what could begin another header is none. */
export function readEmailAddress(text: string): string {
  if (!/^[^\s@<>,;:"()]+@[^\s@<>,;:"()]+$/.test(text)) throw new Error('must be an address such as omni@acme.example');
  return text;
}

/** Several of them. */
export const readEmailAddresses = (text: string): string[] => readFilledList(text).map(readEmailAddress);

/** What to tell of. */
export function readConditions(text: string): Condition[] {
  return readFilledList(text).map((word) => {
    const found = CONDITIONS.find((condition) => condition === word);
    if (found === undefined) throw new Error(`must hold words of ${CONDITIONS.join(', ')}`);
    return found;
  });
}
