import { plural } from '../base/plural.ts';
import type { Condition } from '../config/notification-values.ts';
import type { Job } from '../schema/types.ts';

/** What a person is told of one thing: neither a user nor a value, and of a job no more than its callback says. */
export interface Notice {
  readonly title: string;
  /** Sentences. */
  readonly text: string;
  /** What to do. */
  readonly action: string;
  readonly jobId?: string;
}

/** What a notice is about. */
export interface NoticeOf {
  readonly condition: Condition;
  readonly subject: string;
  /** As get-job shows it; undefined: it is about no job. */
  readonly job?: Job | undefined;
  /** Of a key that Omni refuses: its place in the setting, from 1, and how many there are. */
  readonly key?: { readonly number: number; readonly keyCount: number } | undefined;
}

/** By the name with which the subject of an alarm begins. The alerts for Prometheus say the same of the same. */
const ALARMS: Readonly<Record<string, Pick<Notice, 'title' | 'text' | 'action'>>> = {
  'audit-log-cut': {
    title: 'The audit log ends before an entry that it had',
    text: 'Its last entries are gone, or are others than those that were written.',
    action: 'Was the database put back (docs/restoring.md)? Else run audit verify --expect with an earlier end.',
  },
  'writes-not-seen': {
    title: 'Omni has accepted values and does not show them',
    text: 'They were written and are not there when they are read.',
    action: 'list-job-results names the users; doctor --write-test tells which form of a write works.',
  },
  'job-paused': {
    title: 'A job is paused for a quarter of an hour',
    text: 'Its rows wait; none is lost.',
    action: 'docs/errors.md says what to do about the cause; then the job goes on by itself.',
  },
  'changes-late': {
    title: 'A change that Okta has told of waits for more than a quarter of an hour',
    text: 'Omni is not as Okta is.',
    action: 'See the log and list-jobs: docs/hook.md.',
  },
  'people-given-up': {
    title: 'Okta assigns somebody to Omni whom Omni has not had for a day',
    text: 'Nobody waits for them any more.',
    action:
      "list-job-results of the job names them. See the app's tasks in Okta; doctor tells whether it may create users.",
  },
  'schedule-late': {
    title: 'A scheduled run could not be started for a quarter of an hour',
    text: 'It is tried again.',
    action: 'The log names the reason.',
  },
};

const UNKNOWN = { title: 'Something needs a look', text: '', action: 'See the log.' };

const ended = ({ kind, message }: Job): string => `The job of the kind ${kind} says: ${message}`;

function ofAlarm({ subject, job }: NoticeOf): Notice {
  const [name = ''] = subject.split(' ');
  const { title, text, action } = ALARMS[name] ?? UNKNOWN;
  const cause = job && job.causeCode !== '' ? ` The cause is ${job.causeCode}: ${job.message}` : '';
  return { title, text: `${text}${cause}`, action, ...(job && { jobId: job.jobId }) };
}

function ofKey({ key }: NoticeOf): Notice {
  const { number, keyCount } = key ?? { number: 0, keyCount: 0 };
  const which = number > 0 ? `key ${number} of ${keyCount}` : 'a key';
  return {
    title: `Omni refuses ${which} in OMNI_API_KEYS`,
    text: keyCount > 1 ? 'Its share of the budget is lost.' : 'Nothing can be written.',
    action: 'Make a new organization key in Omni (Settings > API access) and put it in the place of the old one.',
  };
}

const OF_JOBS = {
  'needs-approval': (job: Job): Notice => ({
    title: `A job waits for approval (${job.kind})`,
    text: `${plural(job.total, 'row')}. ${job.message}`,
    action: 'Look at what it would write, then approve or cancel it: the console, or approve-job and cancel-job.',
    jobId: job.jobId,
  }),
  failed: (job: Job): Notice => ({
    title: `${plural(job.failedCount, 'row')} of a job ${job.failedCount === 1 ? 'has' : 'have'} failed (${job.kind})`,
    text: ended(job),
    action: 'list-job-results says why of each row; retry-job tries them again.',
    jobId: job.jobId,
  }),
  drift: (job: Job): Notice => ({
    title: 'Okta and Omni differ',
    text: ended(job),
    action: 'list-job-results of the report shows where; sync-from-okta puts it right.',
    jobId: job.jobId,
  }),
};

/** What a person is told; undefined: the job is gone, and with it what there was to tell. */
export function noticeOf(about: NoticeOf): Notice | undefined {
  const { condition, job } = about;
  if (condition === 'alarm') return ofAlarm(about);
  if (condition === 'key-dead') return ofKey(about);
  return job && OF_JOBS[condition](job);
}

/** What is sent to see whether it arrives. */
export const TEST_NOTICE: Notice = {
  title: 'A test: notifications arrive',
  text: 'Somebody has run doctor --test-notifications.',
  action: 'Nothing.',
};
