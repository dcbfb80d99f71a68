import { makeValidator, str } from 'envalid';
import { readCallbackUrl, readCron, readTimeZone } from '../schedules.ts';

const cron = makeValidator(readCron);
const timeZone = makeValidator(readTimeZone);
const callbackUrl = makeValidator(readCallbackUrl);

/** The policy, and what is done by the clock. */
export const SCHEDULE_SPECS = {
  POLICY_FILE: str({
    default: undefined,
    desc: 'The policy, as YAML or JSON (docs/policy.md): where values come from and what they may be. Read at the start, and again when it changes.',
    example: '/etc/okta-workflows-omni/policy.yaml',
  }),
  SYNC_SCHEDULE: cron({
    default: undefined,
    desc: 'When to push what Okta holds, as a cron expression: all references of the Omni app, as sync-from-okta does. Unset: never.',
    example: '0 2 * * *',
  }),
  DRIFT_REPORT_SCHEDULE: cron({
    default: undefined,
    desc: 'When to compare Okta and Omni, as report-drift does. Unset: never.',
    example: '0 6 * * 1',
  }),
  SCHEDULE_TIME_ZONE: timeZone({ default: 'UTC', desc: 'The time zone of the schedules.', example: 'Europe/Berlin' }),
  SCHEDULE_CALLBACK_URL: callbackUrl({
    default: undefined,
    desc: 'Where to send the job of each scheduled run when it has ended, such as an API endpoint of a flow; CALLBACK_HOSTS holds for it.',
    example: 'https://acme.workflows.okta.com/api/flo/example/invoke',
  }),
};
