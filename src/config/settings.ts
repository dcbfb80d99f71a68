import { cleanEnv } from 'envalid';
import { Secret } from '../base/secret.ts';
import type { GuardLimits } from '../push/guard.ts';
import { type ConsoleSettings, consoleOf } from './console.ts';
import { readMailServer, readSlackWebhook } from './notification-values.ts';
import { type NotificationSettings, notificationsOf } from './notifications.ts';
import { missingSettings, type OktaManagement, readOrgUrl, readPrivateKey } from './okta-management.ts';
import { checkRetention, type Retention } from './retention.ts';
import { RotatingFile, type WatchedFile } from './rotating-file.ts';
import type { ScheduleSettings } from './schedules.ts';
import { Problems, presentSettings } from './setting-problems.ts';
import { SETTING_SPECS } from './setting-specs.ts';
import {
  readBearerToken,
  readClientSecret,
  readHookSecret,
  readHosts,
  readKeys,
  readOmniOrigin,
} from './setting-values.ts';
import { auditKeysOf, databaseUrlOf, type StoreSettings } from './store-settings.ts';
import { unknownSettings } from './unknown-settings.ts';

/** The settings of the connector, checked and frozen. Secrets show as `[secret]` wherever they are printed. */
export interface Settings extends StoreSettings {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly omniOrigin: string;
  /** Of `omniOrigin`, as people are told of the instance. */
  readonly omniHost: string;
  /** As they are now. */
  readonly omniKeys: readonly Secret[];
  readonly omniRequestsPerMinute: number;
  readonly oktaIssuer: string;
  readonly oktaAudience: string;
  readonly oktaClientIds: readonly string[];
  readonly oktaManagement: OktaManagement;
  /** Attributes of Okta profiles that may be written beyond those that feed Omni. */
  readonly oktaSettableAttributes: readonly string[];
  readonly logLevel: string;
  /** What /metrics wants as a bearer token now; undefined: nothing. */
  readonly metricsToken: Secret | undefined;
  /** What Okta's event hook sends as its Authorization header now; undefined: there is no hook. */
  readonly hookSecret: Secret | undefined;
  /** Undefined: there is no console. */
  readonly console: ConsoleSettings | undefined;
  readonly maxBodyBytes: number;
  readonly allowAttributeDelete: boolean;
  readonly allowRowCounts: boolean;
  readonly maxPushRows: number;
  readonly schedules: ScheduleSettings;
  readonly guardLimits: GuardLimits;
  /** How many users a changed default may move without confirmation. */
  readonly maxDefaultFollowers: number;
  /** How long what is kept. */
  readonly retention: Retention;
  /** Hosts that callbacks may be sent to, themselves and below. */
  readonly callbackHosts: readonly string[];
  /** Who is told what needs a person. */
  readonly notifications: NotificationSettings;
  /** A line for each variable that was probably meant as a setting and is none. */
  readonly unknown: readonly string[];
  /** The files that hold secrets, as far as secrets come from files. */
  readonly secretFiles: readonly WatchedFile[];
  /** Where the policy is; undefined: there is none. */
  readonly policyFile: string | undefined;
}

/** Where secrets come from, while the environment is read. */
interface Sources {
  readonly present: NodeJS.ProcessEnv;
  readonly problems: Problems;
  /** Takes the files that are found. */
  readonly files: WatchedFile[];
}

/**
 * A secret from its setting, or from the file of the other.
 *
 * @returns gives the secret as it is by then: a file that is replaced counts at once; `none` where neither is set
 */
function readSecret<T>(
  setting: string,
  read: (text: string) => T,
  none: T,
  { present, problems, files }: Sources,
): () => T {
  const fileSetting = `${setting}_FILE`;
  const { [setting]: text, [fileSetting]: path } = present;
  if (path && !text) {
    const file = problems.checked(fileSetting, undefined, () => new RotatingFile(fileSetting, path, read));
    if (file) files.push(file);
    return () => file?.now() ?? none;
  }
  const secret = problems.checked(setting, none, () => {
    if (path) throw new Error(`and ${fileSetting} are both set: keep one of them`);
    return text ? read(text) : none;
  });
  return () => secret;
}

const NO_KEYS: readonly Secret[] = Object.freeze([]);
const frozenKeys = (text: string): readonly Secret[] => Object.freeze(readKeys(text));

function readOmniKeys(sources: Sources): () => readonly Secret[] {
  const { OMNI_API_KEYS: keys, OMNI_API_KEYS_FILE: file } = sources.present;
  if (!keys && !file) {
    sources.problems.lines.push(
      'OMNI_API_KEYS is not set, nor OMNI_API_KEYS_FILE: an organization key of Omni is needed',
    );
  }
  return readSecret('OMNI_API_KEYS', frozenKeys, NO_KEYS, sources);
}

function readManagement(sources: Sources): OktaManagement {
  const { present, problems } = sources;
  const { OKTA_ORG_URL: org } = present;
  const privateKey = readSecret<Secret | undefined>('OKTA_MANAGEMENT_PRIVATE_KEY', readPrivateKey, undefined, sources);
  return Object.freeze({
    orgUrl: org && problems.checked('OKTA_ORG_URL', undefined, () => readOrgUrl(org)),
    clientId: present.OKTA_MANAGEMENT_CLIENT_ID,
    get privateKey() {
      return privateKey();
    },
    omniAppId: present.OKTA_OMNI_APP_ID,
  });
}

function originOf({ OMNI_BASE_URL: omni, OMNI_ALLOWED_HOSTS: hosts }: NodeJS.ProcessEnv, problems: Problems): string {
  const allowed = problems.checked('OMNI_ALLOWED_HOSTS', undefined, () => (hosts ? readHosts(hosts) : []));
  if (!omni || !allowed) return '';
  return problems.checked('OMNI_BASE_URL', '', () => readOmniOrigin(omni, allowed));
}

/** @returns the lines about variables that are no reason to refuse the others */
function checkUnknown(present: NodeJS.ProcessEnv, problems: Problems): readonly string[] {
  const found = unknownSettings(present);
  const linesOf = (refused: boolean) => found.filter((one) => one.refused === refused).map(({ line }) => line);
  problems.lines.push(...linesOf(true));
  problems.hints = linesOf(false);
  return problems.hints;
}

/** What could never read Okta is found at the start, not at night or with the first event. */
function checkOktaReaders(present: NodeJS.ProcessEnv, management: OktaManagement, problems: Problems): void {
  const missing = missingSettings(management).join(', ');
  for (const setting of ['SYNC_SCHEDULE', 'DRIFT_REPORT_SCHEDULE', 'OKTA_HOOK_SECRET', 'OKTA_HOOK_SECRET_FILE']) {
    if (present[setting] && missing) problems.lines.push(`${setting} needs ${missing} as well`);
  }
}

/**
 * Reads the settings from the environment.
 *
 * @throws SettingsError naming each bad setting and what it should be, never what it holds
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const present = presentSettings(environment);
  const problems = new Problems();
  const files: WatchedFile[] = [];
  const sources = { present, problems, files };
  const omniKeys = readOmniKeys(sources);
  const unknown = checkUnknown(present, problems);
  const omniOrigin = originOf(present, problems);
  const oktaManagement = readManagement(sources);
  const metricsToken = readSecret<Secret | undefined>('METRICS_TOKEN', readBearerToken, undefined, sources);
  const hookSecret = readSecret<Secret | undefined>('OKTA_HOOK_SECRET', readHookSecret, undefined, sources);
  const consoleSecret = readSecret<Secret | undefined>('CONSOLE_CLIENT_SECRET', readClientSecret, undefined, sources);
  const slackWebhook = readSecret<Secret | undefined>('SLACK_WEBHOOK_URL', readSlackWebhook, undefined, sources);
  const mailServer = readSecret<Secret | undefined>('SMTP_URL', readMailServer, undefined, sources);
  checkOktaReaders(present, oktaManagement, problems);
  const auditKeys = auditKeysOf(sources);
  problems.lines.push(...checkRetention(present));
  const databaseUrl = databaseUrlOf(sources);
  const env = cleanEnv(present, SETTING_SPECS, { reporter: ({ errors }) => problems.report(errors) });
  const console = consoleOf(env, consoleSecret, problems);
  const notifications = notificationsOf(env, slackWebhook, mailServer, problems);
  problems.report({});
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    omniOrigin,
    omniHost: new URL(omniOrigin).host,
    get omniKeys() {
      return omniKeys();
    },
    omniRequestsPerMinute: env.OMNI_REQUESTS_PER_MINUTE,
    oktaIssuer: env.OKTA_ISSUER,
    oktaAudience: env.OKTA_AUDIENCE,
    oktaClientIds: Object.freeze([...env.OKTA_CLIENT_IDS]),
    oktaManagement,
    oktaSettableAttributes: Object.freeze([...env.OKTA_SETTABLE_ATTRIBUTES]),
    databaseUrl,
    dataDir: env.DATA_DIR,
    auditKeys,
    logLevel: env.LOG_LEVEL,
    get metricsToken() {
      return metricsToken();
    },
    get hookSecret() {
      return hookSecret();
    },
    console,
    maxBodyBytes: env.MAX_BODY_BYTES,
    allowAttributeDelete: env.ALLOW_ATTRIBUTE_DELETE,
    allowRowCounts: env.ALLOW_ROW_COUNTS,
    maxPushRows: env.MAX_PUSH_ROWS,
    callbackHosts: Object.freeze([...env.CALLBACK_HOSTS]),
    notifications,
    unknown: Object.freeze(unknown),
    secretFiles: Object.freeze(files),
    policyFile: env.POLICY_FILE,
    schedules: Object.freeze({
      sync: env.SYNC_SCHEDULE,
      driftReport: env.DRIFT_REPORT_SCHEDULE,
      timeZone: env.SCHEDULE_TIME_ZONE,
      callbackUrl: env.SCHEDULE_CALLBACK_URL === undefined ? undefined : new Secret(env.SCHEDULE_CALLBACK_URL),
    }),
    retention: Object.freeze({
      auditDays: env.RETENTION_AUDIT_DAYS,
      jobDays: env.RETENTION_JOB_DAYS,
      peopleDays: env.RETENTION_PEOPLE_DAYS,
      eventDays: env.RETENTION_EVENT_DAYS,
      idempotencyHours: env.RETENTION_IDEMPOTENCY_HOURS,
    }),
    guardLimits: Object.freeze({
      maxChangedUsers: env.GUARD_MAX_CHANGED_USERS,
      maxChangedShare: env.GUARD_MAX_CHANGED_SHARE,
      maxClearedValues: env.GUARD_MAX_CLEARED_VALUES,
      maxClearedShare: env.GUARD_MAX_CLEARED_SHARE,
      maxWidenedUsers: env.GUARD_MAX_WIDENED_USERS,
    }),
    maxDefaultFollowers: env.GUARD_MAX_DEFAULT_FOLLOWERS,
  });
}
