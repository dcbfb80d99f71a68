import { metricName as m } from './metric-name.ts';

/** Something that somebody should be woken for, or see in the morning. */
export interface Alert {
  readonly name: string;
  /** PromQL that is true for as long as it is so. */
  readonly expr: string;
  /** How long it has to be so. */
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** What to do. */
  readonly action: string;
}

const omni = m('omniRequests');

/** In the order in which an operator would look. */
export const ALERTS: readonly Alert[] = [
  {
    name: 'ConnectorAbsent',
    expr: `absent(${m('buildInfo')})`,
    for: '5m',
    severity: 'critical',
    summary: 'No connector shows its metrics.',
    action: 'See whether it runs and whether Prometheus reaches /metrics (METRICS_TOKEN).',
  },
  {
    name: 'ConnectorDatabaseGone',
    expr: `absent(${m('openJobs')}) and on() ${m('buildInfo')}`,
    for: '5m',
    severity: 'critical',
    summary: 'The connector runs and its database does not answer.',
    action: 'See the database; /readyz and the log say since when.',
  },
  {
    name: 'OktaKeysStale',
    expr: `${m('oktaKeysAge')} > 7200`,
    for: '10m',
    severity: 'warning',
    summary: 'The signing keys of Okta were not renewed for two hours; after a day every call is refused.',
    action: 'Run doctor: the rows Okta: DNS to Okta keys.',
  },
  {
    name: 'OmniKeyRefused',
    expr: `max by (key) (${m('omniKeyRefused')}) == 1`,
    for: '5m',
    severity: 'warning',
    summary: 'Omni refuses key {{ $labels.key }} of OMNI_API_KEYS: its share of the budget is lost.',
    action: 'Make a new organization key and replace it in OMNI_API_KEYS_FILE.',
  },
  {
    name: 'OmniAllKeysRefused',
    expr: `min(${m('omniKeyRefused')}) == 1`,
    for: '2m',
    severity: 'critical',
    summary: 'Omni refuses every key: nothing is written.',
    action: 'Make a new organization key and replace it in OMNI_API_KEYS_FILE.',
  },
  {
    name: 'OmniFails',
    expr: `sum(rate(${omni}{status=~"no-answer|5.."}[10m])) / sum(rate(${omni}[10m])) > 0.2`,
    for: '10m',
    severity: 'warning',
    summary: 'A fifth of the requests to Omni get no answer or fail.',
    action: "See Omni's status page, and doctor for the network.",
  },
  {
    name: 'OmniRateLimited',
    expr: `sum(rate(${omni}{status="429"}[15m])) / sum(rate(${omni}[15m])) > 0.02`,
    for: '15m',
    severity: 'warning',
    summary: 'Omni answers 429 although the connector keeps to its limit.',
    action:
      'Another program may use the same keys: give the connector keys of its own, or lower OMNI_REQUESTS_PER_MINUTE.',
  },
  {
    name: 'OmniBudgetFull',
    expr: `histogram_quantile(0.95, sum by (le) (rate(${m('omniWaitSeconds')}_bucket[15m]))) > 10`,
    for: '30m',
    severity: 'warning',
    summary: "Requests wait more than 10 s for their turn in Omni's budget.",
    action: 'Add a key to OMNI_API_KEYS, or ask Omni for a higher limit.',
  },
  {
    name: 'ConnectorInternalError',
    expr: `increase(${m('refusals')}{code="INTERNAL"}[15m]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'A call has failed for a reason that nobody has foreseen.',
    action: 'Find the requestId in the log, and report it with its line.',
  },
  {
    name: 'WritesNotSeen',
    expr: `increase(${m('unverifiedWrites')}[1h]) > 0`,
    for: '0m',
    severity: 'critical',
    summary: 'Omni has accepted values and does not show them.',
    action: 'list-job-results names the users; doctor --write-test tells which form of a write works.',
  },
  {
    name: 'RememberedDiffers',
    expr: `increase(${m('rememberedSample')}{outcome="different"}[1h]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'Omni holds other values than remembered: everything remembered is read anew.',
    action: 'Find out who else writes to Omni; report-drift shows the differences.',
  },
  {
    name: 'JobNeedsApproval',
    expr: `max(${m('openJobs')}{status="needs-approval"}) > 0`,
    for: '1h',
    severity: 'warning',
    summary: 'A job has waited an hour for approval.',
    action: 'list-jobs shows it; approve-job or cancel-job decides.',
  },
  {
    name: 'JobPaused',
    expr: `max by (cause) (${m('pausedJobs')}) > 0`,
    for: '15m',
    severity: 'warning',
    summary: 'A job is paused: {{ $labels.cause }}.',
    action: 'docs/errors.md says what to do about the cause; then the job goes on by itself.',
  },
  {
    name: 'JobWaitsLong',
    expr: `max(${m('oldestJob')}{status="queued"}) > 1800`,
    for: '5m',
    severity: 'warning',
    summary: 'A job has waited half an hour for its turn.',
    action: 'See whether a long job is under way (list-jobs), and whether the budget is full.',
  },
  {
    name: 'SyncLate',
    expr: `time() - max(${m('lastSync')}{kind="sync"}) > 93600`,
    for: '0m',
    severity: 'warning',
    summary: 'No sync has ended without a failed row for 26 hours.',
    action: 'list-jobs shows the last ones. Where syncs are rarer, raise the limit.',
  },
  {
    name: 'ChangesLate',
    expr: `max(${m('oldestChange')}) > 900`,
    for: '5m',
    severity: 'warning',
    summary: 'A change that Okta has told of waits for more than 15 minutes.',
    action: 'See the log and list-jobs: docs/hook.md.',
  },
  {
    name: 'PeopleGivenUp',
    expr: `increase(${m('peopleGivenUp')}[1h]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'Okta assigns somebody to Omni whom Omni has not had for a day.',
    action: "See the app's tasks in Okta; doctor tells whether it may create users.",
  },
  {
    name: 'ScheduleFails',
    expr: `increase(${m('scheduledRuns')}{outcome="failed"}[1h]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'The scheduled run {{ $labels.schedule }} could not be started.',
    action: 'The log names the reason; it is tried again.',
  },
  {
    name: 'Drift',
    expr: `sum(${m('drift')}{counter=~"differentCount|onlyInOmniCount|notAssignedCount"}) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'The last drift report found people who hold other values than Okta says.',
    action: 'list-job-results of the report shows them; sync-from-okta puts them right.',
  },
  {
    name: 'CallbackGivenUp',
    expr: `increase(${m('callbacks')}{outcome="given-up"}[1h]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'A callback could not be delivered and was given up.',
    action: 'The log names its host; get-job has what it would have said.',
  },
  {
    name: 'NotificationGivenUp',
    expr: `increase(${m('notifications')}{outcome="given-up"}[1h]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'People could not be told of something in Slack or by e-mail.',
    action: 'The log names the reason; doctor --test-notifications tries again.',
  },
  {
    name: 'AuditLogShorter',
    expr: `max(${m('auditHeadSeq')}) < max(max_over_time(${m('auditHeadSeq')}[1d]))`,
    for: '5m',
    severity: 'critical',
    summary: 'The audit log ends before an entry that it had.',
    action: 'Was the database put back (docs/restoring.md)? Else run audit verify --expect with an earlier end.',
  },
];
