import { type Outbox, startDeliveries } from '../callbacks/deliveries.ts';
import type { Channel } from '../config/notifications.ts';
import { isJob } from '../jobs/find-job.ts';
import { shownJob } from '../jobs/shown-job.ts';
import type { Services } from '../services.ts';
import { readJob } from '../store/jobs.ts';
import { type DueNotification, settleNotifications, takeNotifications } from '../store/notifications.ts';
import { emailMessage } from './email-message.ts';
import { sendEmail } from './email-send.ts';
import { messageOf } from './message.ts';
import { type Notice, noticeOf } from './notice.ts';
import { slackMessage } from './slack-message.ts';
import { sendToSlack } from './slack-send.ts';

const LOOK_EVERY_MS = 5_000;
/** What comes within this time after a message goes into the next one: a hundred things are no hundred messages. */
const QUIET_MS = 60_000;
/** In one message. */
const MOST_NOTICES = 20;

/** What one message tells: all that is due by a channel and was tried as often. */
interface Bundle {
  readonly channel: Channel;
  readonly tries: number;
  readonly about: readonly DueNotification[];
}

const idsOf = ({ about }: Bundle): number[] => about.map(({ id }) => id);

/** The ways that are set by now: a file of a secret may hold one later, never less. */
function channelsOf({ settings: { notifications } }: Services): Channel[] {
  return [
    ...(notifications.slackWebhook ? (['slack'] as const) : []),
    ...(notifications.email ? (['email'] as const) : []),
  ];
}

async function take(services: Services, leaseMs: number): Promise<Bundle[]> {
  const options = { limit: MOST_NOTICES, leaseMs, quietMs: QUIET_MS };
  const bundles: Bundle[] = [];
  for (const channel of channelsOf(services)) {
    const due = await takeNotifications(services.database, channel, options);
    const byTries = Map.groupBy(due, ({ tries }) => tries);
    bundles.push(...[...byTries].map(([tries, about]) => ({ channel, tries, about })));
  }
  return bundles;
}

/** What there is to say of one thing as it stands now; undefined: nothing any more. */
async function noticeNow(services: Services, about: DueNotification): Promise<Notice | undefined> {
  const { database, settings, instance } = services;
  const { condition, subject, jobId } = about;
  const record = jobId === null ? undefined : await readJob(database, jobId);
  const job = isJob(record) ? shownJob(record, settings) : undefined;
  if (condition === 'needs-approval' && job?.status !== 'needs-approval') return undefined;
  const fates = instance.keyFates();
  const key = fates.find(({ id }) => condition === 'key-dead' && id === subject);
  return noticeOf({ condition, subject, job, key: key && { number: key.number, keyCount: fates.length } });
}

async function tell(services: Services, bundle: Bundle, signal: AbortSignal): Promise<boolean> {
  const { settings } = services;
  const { slackWebhook, email } = settings.notifications;
  const found: (Notice | undefined)[] = [];
  for (const about of bundle.about) found.push(await noticeNow(services, about));
  const notices = found.filter((notice) => notice !== undefined);
  if (notices.length === 0) return false;
  const message = messageOf(notices, settings);
  if (bundle.channel === 'slack' && slackWebhook) await sendToSlack(slackWebhook, slackMessage(message));
  const id = `notification-${idsOf(bundle).join('-')}`;
  if (bundle.channel === 'email' && email) await sendEmail(email, emailMessage(message), { id, signal });
  return true;
}

/**
 * Tells people at least once of what the database says they are to be told of.
 *
 * @returns stops it; resolves when nothing is on its way any more
 */
export function startNotifications(services: Services): () => Promise<void> {
  if (channelsOf(services).length === 0) return async () => undefined;
  const { database, metrics } = services;
  const outbox: Outbox<Bundle> = {
    what: 'a notification',
    everyMs: LOOK_EVERY_MS,
    take: ({ leaseMs }) => take(services, leaseMs),
    tell: (bundle, signal) => tell(services, bundle, signal),
    settle: (bundle, end) => settleNotifications(database, idsOf(bundle), bundle.tries, end),
    count: ({ channel }, outcome) => metrics.notifications.inc({ channel, outcome }),
    shown: ({ channel, about }) => ({
      channel,
      about: about.map(({ condition, subject }) => `${condition} ${subject}`),
    }),
  };
  return startDeliveries(services, outbox);
}
