import { makeValidator, str } from 'envalid';
import { readConditions, readEmailAddress, readEmailAddresses } from '../notification-values.ts';
import { readHosts } from '../setting-values.ts';

const hosts = makeValidator(readHosts);
const emailAddress = makeValidator(readEmailAddress);
const emailAddresses = makeValidator(readEmailAddresses);
const conditions = makeValidator(readConditions);

/** Who is told of what: flows by callbacks, people in Slack and by e-mail. */
export const NOTIFICATION_SPECS = {
  CALLBACK_HOSTS: hosts({
    default: ['workflows.okta.com', 'workflows.oktapreview.com', 'workflows.okta-emea.com'],
    desc: 'Hosts that a callbackUrl may name, themselves and below, separated by commas. Private addresses are never called; loopback only if it is listed.',
    example: 'acme.workflows.okta.com',
  }),
  SLACK_WEBHOOK_URL: str({
    default: undefined,
    desc: 'An incoming webhook of Slack that is told what needs a person (docs/notifications.md). It is a credential. This or SLACK_WEBHOOK_URL_FILE.',
  }),
  SLACK_WEBHOOK_URL_FILE: str({
    default: undefined,
    desc: 'A file that holds that address; one that is replaced counts at once.',
  }),
  SMTP_URL: str({
    default: undefined,
    desc: 'The mail server for the same by e-mail: smtps://, or smtp:// with STARTTLS, which is needed but on loopback. This or SMTP_URL_FILE; it needs NOTIFY_EMAIL_FROM and NOTIFY_EMAIL_TO.',
    example: 'smtps://omni:password@mail.acme.example',
  }),
  SMTP_URL_FILE: str({
    default: undefined,
    desc: 'A file that holds that address, with its password; one that is replaced counts at once.',
  }),
  NOTIFY_EMAIL_FROM: emailAddress({
    default: undefined,
    desc: 'The sender of the e-mail.',
    example: 'omni-connector@acme.example',
  }),
  NOTIFY_EMAIL_TO: emailAddresses({
    default: [],
    desc: 'Who gets the e-mail: addresses, separated by commas.',
    example: 'analytics-ops@acme.example',
  }),
  NOTIFY_ON: conditions({
    default: undefined,
    desc: 'What to tell of, separated by commas: needs-approval, failed, drift, alarm, key-dead. Unset: all of them.',
    example: 'needs-approval,alarm,key-dead',
  }),
};
