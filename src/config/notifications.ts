import type { Secret } from '../base/secret.ts';
import { CONDITIONS, type Condition } from './notification-values.ts';
import type { Problems } from './setting-problems.ts';

/** A way to tell people. */
export type Channel = 'slack' | 'email';

/** How e-mail is sent. */
export interface EmailSettings {
  /** The mail server, with its password, as it is now. */
  readonly server: Secret;
  readonly from: string;
  readonly to: readonly string[];
}

/** Who is told, and of what. */
export interface NotificationSettings {
  /** The address of the incoming webhook, which is a credential, as it is now; undefined: nobody is told in Slack. */
  readonly slackWebhook: Secret | undefined;
  /** Undefined: nobody is told by e-mail. */
  readonly email: EmailSettings | undefined;
  readonly on: readonly Condition[];
}

/** The ways by which a condition is told; none: nobody wants to hear of it. */
export function channelsFor({ slackWebhook, email, on }: NotificationSettings, condition: Condition): Channel[] {
  if (!on.includes(condition)) return [];
  return [...(slackWebhook ? (['slack'] as const) : []), ...(email ? (['email'] as const) : [])];
}

/** The settings as they stand in the environment. */
export interface NotificationEnvironment {
  readonly NOTIFY_EMAIL_FROM: string | undefined;
  readonly NOTIFY_EMAIL_TO: readonly string[];
  readonly NOTIFY_ON: readonly Condition[] | undefined;
}

function emailOf(
  { NOTIFY_EMAIL_FROM: from, NOTIFY_EMAIL_TO: to }: NotificationEnvironment,
  server: () => Secret | undefined,
  problems: Problems,
): EmailSettings | undefined {
  const first = server();
  const parts = { SMTP_URL: first, NOTIFY_EMAIL_FROM: from, NOTIFY_EMAIL_TO: to[0] };
  const missing = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === Object.keys(parts).length) return undefined;
  for (const name of missing) problems.lines.push(`${name} is not set, which e-mail needs beside the others`);
  if (first === undefined || from === undefined) return undefined;
  return Object.freeze({
    get server() {
      return server() ?? first;
    },
    from,
    to: Object.freeze([...to]),
  });
}

/**
 * Who is told, and of what. Some of the settings of e-mail alone are a mistake.
 *
 * @param webhook of Slack, as it is by then
 * @param server of e-mail, as it is by then
 */
export function notificationsOf(
  env: NotificationEnvironment,
  webhook: () => Secret | undefined,
  server: () => Secret | undefined,
  problems: Problems,
): NotificationSettings {
  const email = emailOf(env, server, problems);
  if (env.NOTIFY_ON && !webhook() && !email)
    problems.lines.push('NOTIFY_ON needs SLACK_WEBHOOK_URL or SMTP_URL as well: nobody is told');
  return Object.freeze({
    get slackWebhook() {
      return webhook();
    },
    email,
    on: Object.freeze([...new Set(env.NOTIFY_ON ?? CONDITIONS)]),
  });
}
