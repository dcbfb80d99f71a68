import { makeValidator, str } from 'envalid';
import { readConsoleIssuer } from './console-issuer.ts';
import { checkIssuer } from './issuer.ts';
import { readConditions, readEmailAddress, readEmailAddresses } from './notification-values.ts';
import { readSettableAttributes } from './protected-attributes.ts';
import { DEFAULT_RETENTION } from './retention.ts';
import { readCallbackUrl, readCron, readTimeZone } from './schedules.ts';
import {
  readAddress,
  readClientIds,
  readFilledList,
  readFolder,
  readHosts,
  readListenHost,
  readText,
} from './setting-values.ts';

const clientIds = makeValidator(readClientIds);
const listenHost = makeValidator(readListenHost);
const text = makeValidator(readText);
const folder = makeValidator(readFolder);
const cron = makeValidator(readCron);
const timeZone = makeValidator(readTimeZone);
const callbackUrl = makeValidator(readCallbackUrl);
const hosts = makeValidator(readHosts);
const issuer = makeValidator(checkIssuer);
const consoleIssuer = makeValidator(readConsoleIssuer);
const names = makeValidator(readFilledList);
const emailAddress = makeValidator(readEmailAddress);
const emailAddresses = makeValidator(readEmailAddresses);
const conditions = makeValidator(readConditions);
const settableAttributes = makeValidator(readSettableAttributes);
const address = makeValidator((text) => readAddress(text).href.replace(/\/$/, ''));
const whole = (least: number, most: number) =>
  makeValidator((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new Error(`must be a whole number from ${least} to ${most}`);
    }
    return value;
  });
const share = makeValidator((text) => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new Error('must be a number from 0 to 1');
  return value;
});

/** envalid's own validators repeat the value in their message. */
const oneOf = <Word extends string>(words: readonly Word[]) =>
  makeValidator((text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return found;
  });
const flag = makeValidator((text) => {
  if (text !== 'true' && text !== 'false') throw new Error('must be true or false');
  return text === 'true';
});

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every setting of the environment: how it is read, its default, and what docs/settings.md says about it. */
export const SETTING_SPECS = {
  HOST: listenHost({ default: '0.0.0.0', desc: 'The address to listen on.' }),
  PORT: whole(0, 65_535)({ default: 8080, desc: 'The port to listen on.' }),
  PUBLIC_URL: address({
    default: undefined,
    desc: 'The https address that Okta Workflows uses; it goes into the OpenAPI document. Default: http://localhost:PORT.',
    example: 'https://omni-connector.acme.example',
  }),
  OMNI_BASE_URL: str({
    desc: 'The Omni instance, with or without /api.',
    example: 'https://acme.omniapp.co',
  }),
  OMNI_API_KEYS: str({
    default: undefined,
    desc: 'Organization keys of Omni (Settings > API access), separated by commas; requests are spread over all of them. This or OMNI_API_KEYS_FILE is required.',
  }),
  OMNI_API_KEYS_FILE: str({
    default: undefined,
    desc: 'A file that holds the organization keys, one per line; one that is replaced counts at once.',
  }),
  OMNI_REQUESTS_PER_MINUTE: whole(1, 100_000)({ default: 60, desc: "Omni's limit for each key." }),
  OMNI_ALLOWED_HOSTS: hosts({
    default: [],
    desc: "Hosts beyond Omni's own that may receive the keys, themselves and below (vanity domains), separated by commas.",
    example: 'analytics.acme.example',
  }),
  OKTA_ISSUER: issuer({
    desc: 'The custom authorization server that issues the access tokens.',
    example: 'https://acme.okta.com/oauth2/default',
  }),
  OKTA_AUDIENCE: text({ default: 'api://omni-connector', desc: 'The audience of that authorization server.' }),
  OKTA_CLIENT_IDS: clientIds({
    default: [],
    desc: 'Client ids that may call, separated by commas; empty allows every client of the issuer.',
  }),
  OKTA_ORG_URL: str({
    default: undefined,
    desc: 'The Okta org, for the actions that set up or read Okta. This and the three settings after it belong together; unset, those actions answer OKTA_NOT_CONFIGURED.',
    example: 'https://acme.okta.com',
  }),
  OKTA_MANAGEMENT_CLIENT_ID: str({
    default: undefined,
    desc: 'The client id of an API Services app with a public key, for the Okta Management API.',
  }),
  OKTA_MANAGEMENT_PRIVATE_KEY: str({
    default: undefined,
    desc: 'The private key of that app, as PEM (PKCS 8) or JWK. This or OKTA_MANAGEMENT_PRIVATE_KEY_FILE.',
  }),
  OKTA_MANAGEMENT_PRIVATE_KEY_FILE: str({
    default: undefined,
    desc: 'A file that holds the private key; one that is replaced counts for the next token.',
  }),
  OKTA_OMNI_APP_ID: str({
    default: undefined,
    desc: 'The id of the Omni app in Okta, from the address of its page in the Admin Console.',
    example: '0oa1example',
  }),
  OKTA_SETTABLE_ATTRIBUTES: settableAttributes({
    default: [],
    desc: 'Attributes of Okta profiles that set-okta-values may write beyond those that feed Omni by a plain mapping, by variable name, separated by commas; login, email and secondEmail never.',
    example: 'department,costCenter',
  }),
  OKTA_HOOK_SECRET: str({
    default: undefined,
    desc: "What Okta's event hook sends as its Authorization header (docs/hook.md). Unset: there is no hook. This or OKTA_HOOK_SECRET_FILE; either needs OKTA_ORG_URL and the three settings after it.",
  }),
  OKTA_HOOK_SECRET_FILE: str({
    default: undefined,
    desc: 'A file that holds the secret of the event hook; one that is replaced counts at once.',
  }),
  CONSOLE_ISSUER: consoleIssuer({
    default: undefined,
    desc: 'Who signs people in to /console (docs/console.md): the Okta org, or a custom authorization server of it. Unset, as the settings after it: there is no console. It needs PUBLIC_URL.',
    example: 'https://acme.okta.com',
  }),
  CONSOLE_CLIENT_ID: text({
    default: undefined,
    desc: 'The client id of the web app in Okta that signs people in.',
    example: '0oa2example',
  }),
  CONSOLE_CLIENT_SECRET: str({
    default: undefined,
    desc: 'The secret of that app. This or CONSOLE_CLIENT_SECRET_FILE.',
  }),
  CONSOLE_CLIENT_SECRET_FILE: str({
    default: undefined,
    desc: 'A file that holds the secret of that app; one that is replaced counts at once.',
  }),
  CONSOLE_VIEW_GROUPS: names({
    default: [],
    desc: 'Groups in Okta, by name, whose members may look at the console, separated by commas.',
    example: 'Omni Auditors',
  }),
  CONSOLE_OPERATE_GROUPS: names({
    default: [],
    desc: 'Groups in Okta, by name, whose members may look and act: approve, cancel, retry, undo, bring up to date.',
    example: 'Omni Operators',
  }),
  DATABASE_URL: str({
    default: undefined,
    desc: 'A PostgreSQL server that several replicas may share. This or DATABASE_URL_FILE; unset: an embedded PostgreSQL in DATA_DIR.',
    example: 'postgresql://connector@db.acme.example/connector',
  }),
  DATABASE_URL_FILE: str({
    default: undefined,
    desc: 'A file that holds that address, with its password. Read at the start only.',
  }),
  DATA_DIR: folder({ default: './data', desc: 'The folder of the embedded database.' }),
  AUDIT_KEY: str({
    default: undefined,
    desc: 'Keys the hashes of the audit log, so that nobody without it can rewrite or continue the log: 32 characters or more, as openssl rand -hex 32 makes. Several, separated by commas: the first is used, the others check what they made. Set it for all replicas at once; set once, it stays needed. This or AUDIT_KEY_FILE.',
  }),
  AUDIT_KEY_FILE: str({
    default: undefined,
    desc: 'A file that holds the keys of the audit log, one per line. Read at the start only, unlike the files of other secrets: all replicas change the key of the log together.',
  }),
  LOG_LEVEL: oneOf(LOG_LEVELS)({ default: 'info', choices: LOG_LEVELS, desc: 'How much is logged.' }),
  METRICS_TOKEN: str({
    default: undefined,
    desc: 'When set, /metrics wants it as a bearer token. This or METRICS_TOKEN_FILE.',
  }),
  METRICS_TOKEN_FILE: str({
    default: undefined,
    desc: 'A file that holds the token of /metrics; one that is replaced counts at once.',
  }),
  MAX_BODY_BYTES: whole(1_024, 104_857_600)({ default: 2_097_152, desc: 'The largest body that a call may have.' }),
  MAX_PUSH_ROWS: whole(1, 1_000_000)({ default: 20_000, desc: 'The most rows that one push may have.' }),
  GUARD_MAX_CHANGED_USERS: whole(
    0,
    1_000_000,
  )({ default: 10_000, desc: 'A push that would change more users waits for approval.' }),
  GUARD_MAX_CHANGED_SHARE: share({
    default: 1,
    desc: 'A push that would change a larger share of its users waits for approval; 0 to 1, from 10 users on.',
  }),
  GUARD_MAX_CLEARED_VALUES: whole(
    0,
    1_000_000,
  )({ default: 100, desc: 'A push that would clear more values waits for approval.' }),
  GUARD_MAX_CLEARED_SHARE: share({
    default: 0.1,
    desc: 'A push that would take a value from a larger share of its users waits for approval; 0 to 1, from 10 users on.',
  }),
  GUARD_MAX_WIDENED_USERS: whole(
    0,
    1_000_000,
  )({
    default: 0,
    desc: 'A push that would give more users an unfiltered or wildcard value, as far as report-usage has read the models, waits for approval.',
  }),
  GUARD_MAX_DEFAULT_FOLLOWERS: whole(
    0,
    1_000_000,
  )({
    default: 0,
    desc: 'A change of a default that moves more users, those without a value of their own, needs their number as confirmUsersFollowingDefault.',
  }),
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
  RETENTION_AUDIT_DAYS: whole(
    0,
    36_500,
  )({
    default: DEFAULT_RETENTION.auditDays,
    desc: 'How long entries of the audit log are kept (docs/limits.md); 0: for ever. What is older is gone for history, drift and undo as well. 0, or at least RETENTION_JOB_DAYS.',
  }),
  RETENTION_JOB_DAYS: whole(
    1,
    3_650,
  )({
    default: DEFAULT_RETENTION.jobDays,
    desc: 'How long a job that has ended is kept with its rows, to look at, undo and retry it.',
  }),
  RETENTION_PEOPLE_DAYS: whole(
    30,
    36_500,
  )({
    default: DEFAULT_RETENTION.peopleDays,
    desc: 'How long is remembered what somebody holds, and under which name, who was neither read nor written. At least RETENTION_JOB_DAYS.',
  }),
  RETENTION_EVENT_DAYS: whole(
    7,
    365,
  )({
    default: DEFAULT_RETENTION.eventDays,
    desc: 'How long an event of Okta is known, so that a repeated one has no second effect.',
  }),
  RETENTION_IDEMPOTENCY_HOURS: whole(
    24,
    720,
  )({
    default: DEFAULT_RETENTION.idempotencyHours,
    desc: 'How long the answer of a call with an Idempotency-Key is kept.',
  }),
  ALLOW_ATTRIBUTE_DELETE: flag({
    default: false,
    desc: "Whether delete-attribute may delete: it takes every user's value away.",
  }),
  ALLOW_ROW_COUNTS: flag({
    default: false,
    desc: 'Whether preview-access may let Omni count the rows that a user sees (countRows): each count is a query in your database, as that user.',
  }),
};
