import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { version } from './version.ts';

/** What `/metrics` shows, one instance per connector so that tests do not share counters. */
export interface Metrics {
  readonly registry: Registry;
  readonly actionSeconds: Histogram<'action' | 'status'>;
  readonly refusals: Counter<'code'>;
  readonly omniRequests: Counter<'method' | 'status'>;
  readonly omniKeyRefused: Gauge<'key'>;
  readonly omniWaitSeconds: Histogram;
  readonly omniSeconds: Histogram;
  readonly oktaRequests: Counter<'method' | 'status'>;
  readonly hookEvents: Counter<'outcome'>;
  readonly waitingChanges: Gauge;
  readonly oldestChange: Gauge;
  readonly missingPeople: Gauge;
  readonly peopleGivenUp: Counter;
  readonly idempotentReplays: Counter;
  readonly unverifiedWrites: Counter;
  readonly deferredWrites: Counter;
  readonly oktaKeysAge: Gauge;
  readonly openJobs: Gauge<'status'>;
  readonly pausedJobs: Gauge<'cause'>;
  readonly pushRows: Counter<'outcome'>;
  readonly rowTruth: Counter<'truth'>;
  readonly rememberedSample: Counter<'outcome'>;
  readonly callbacks: Counter<'outcome'>;
  readonly notifications: Counter<'channel' | 'outcome'>;
  readonly scheduledRuns: Counter<'schedule' | 'outcome'>;
  readonly drift: Gauge<'counter'>;
  readonly driftReportedAt: Gauge<never>;
  readonly auditHeadSeq: Gauge<never>;
  readonly auditHead: Gauge<'hash'>;
  readonly oldestJob: Gauge<'status'>;
  readonly lastSync: Gauge<'kind'>;
  readonly placesLost: Counter;
  readonly databaseBytes: Gauge<never>;
}

/** How every metric of the connector begins. */
export const METRIC_PREFIX = 'okta_workflows_omni_';

const SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 20, 25];

/** Which program runs: always 1, so that other metrics can be joined with it. */
function showBuild(registry: Registry): void {
  const build = new Gauge({
    name: `${METRIC_PREFIX}build_info`,
    help: 'The version of the connector and of Node that runs it.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  build.set({ version, node: process.version }, 1);
}

/** Makes the metrics. @param processMetrics also those of the Node process; one connector per process may ask for it */
export function createMetrics(processMetrics: boolean): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const prefix = METRIC_PREFIX;
  showBuild(registry);
  return {
    registry,
    actionSeconds: new Histogram({
      name: `${prefix}action_duration_seconds`,
      help: 'Time from the arrival of an action call to its answer.',
      labelNames: ['action', 'status'],
      buckets: SECONDS,
      registers,
    }),
    refusals: new Counter({
      name: `${prefix}errors_total`,
      help: 'Answers that are not 2xx, by error code.',
      labelNames: ['code'],
      registers,
    }),
    omniRequests: new Counter({
      name: `${prefix}omni_requests_total`,
      help: 'Requests sent to Omni, by method and status.',
      labelNames: ['method', 'status'],
      registers,
    }),
    omniKeyRefused: new Gauge({
      name: `${prefix}omni_key_refused`,
      help: '1 while Omni refuses the key, by its place in OMNI_API_KEYS: its share of the budget is not used.',
      labelNames: ['key'],
      registers,
    }),
    omniWaitSeconds: new Histogram({
      name: `${prefix}omni_wait_seconds`,
      help: "Time that a request waited for its turn in Omni's budget.",
      buckets: SECONDS,
      registers,
    }),
    omniSeconds: new Histogram({
      name: `${prefix}omni_request_duration_seconds`,
      help: 'Time that Omni took to answer.',
      buckets: SECONDS,
      registers,
    }),
    oktaRequests: new Counter({
      name: `${prefix}okta_requests_total`,
      help: 'Requests sent to the Okta Management API, by method and status.',
      labelNames: ['method', 'status'],
      registers,
    }),
    hookEvents: new Counter({
      name: `${prefix}hook_events_total`,
      help: "Events that Okta's event hook has delivered, by outcome: taken, or why one was left out.",
      labelNames: ['outcome'],
      registers,
    }),
    waitingChanges: new Gauge({
      name: `${prefix}waiting_changes`,
      help: 'People and groups of whom Okta has told and whom no job has taken up yet; of all replicas on the database.',
      registers,
    }),
    oldestChange: new Gauge({
      name: `${prefix}oldest_change_seconds`,
      help: 'Since when the oldest of them waits.',
      registers,
    }),
    missingPeople: new Gauge({
      name: `${prefix}missing_people`,
      help: 'People whom Okta assigns to the Omni app and who are waited for in Omni.',
      registers,
    }),
    peopleGivenUp: new Counter({
      name: `${prefix}people_given_up_total`,
      help: 'People whom Okta assigns to the Omni app and whom Omni has not had for a day.',
      registers,
    }),
    idempotentReplays: new Counter({
      name: `${prefix}idempotent_replays_total`,
      help: 'Calls answered from the stored answer of their Idempotency-Key.',
      registers,
    }),
    unverifiedWrites: new Counter({
      name: `${prefix}unverified_writes_total`,
      help: 'Values that Omni accepted and did not show afterwards.',
      registers,
    }),
    deferredWrites: new Counter({
      name: `${prefix}deferred_writes_total`,
      help: 'Values that Omni accepted and that are read back later.',
      registers,
    }),
    oktaKeysAge: new Gauge({
      name: `${prefix}okta_keys_age_seconds`,
      help: 'Age of the signing keys in use.',
      registers,
    }),
    openJobs: new Gauge({
      name: `${prefix}jobs`,
      help: 'Jobs that have not ended, by status; of all replicas on the database.',
      labelNames: ['status'],
      registers,
    }),
    pausedJobs: new Gauge({
      name: `${prefix}paused_jobs`,
      help: 'Paused jobs by the error code of the cause; of all replicas on the database.',
      labelNames: ['cause'],
      registers,
    }),
    pushRows: new Counter({
      name: `${prefix}push_rows_total`,
      help: 'Rows of jobs that got their outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    rowTruth: new Counter({
      name: `${prefix}push_row_truth_total`,
      help: 'Planned rows by how it was known what the user held: from a list, remembered, or read by id.',
      labelNames: ['truth'],
      registers,
    }),
    rememberedSample: new Counter({
      name: `${prefix}remembered_sample_total`,
      help: 'Users compared with what is remembered of them after a start, by outcome: same, different (everything is doubted), untold.',
      labelNames: ['outcome'],
      registers,
    }),
    scheduledRuns: new Counter({
      name: `${prefix}scheduled_runs_total`,
      help: 'Due times of the schedules, by outcome: started, skipped (the last run is still under way), failed (tried again).',
      labelNames: ['schedule', 'outcome'],
      registers,
    }),
    drift: new Gauge({
      name: `${prefix}drift`,
      help: 'The counters of the last drift report that came to its end, by their names in report-drift.',
      labelNames: ['counter'],
      registers,
    }),
    driftReportedAt: new Gauge({
      name: `${prefix}drift_report_timestamp_seconds`,
      help: 'When the last drift report came to its end, in seconds since the Unix epoch.',
      registers,
    }),
    auditHeadSeq: new Gauge({
      name: `${prefix}audit_head_seq`,
      help: 'Number of the last entry of the audit log; it never falls.',
      registers,
    }),
    auditHead: new Gauge({
      name: `${prefix}audit_head_info`,
      help: 'The beginning of the hash of the last entry of the audit log.',
      labelNames: ['hash'],
      registers,
    }),
    oldestJob: new Gauge({
      name: `${prefix}oldest_job_seconds`,
      help: 'Age of the oldest job that has not ended, by status; of all replicas on the database.',
      labelNames: ['status'],
      registers,
    }),
    lastSync: new Gauge({
      name: `${prefix}last_sync_timestamp_seconds`,
      help: 'When the last sync, or the last job of changes that Okta told of, ended with no failed row, in seconds since the Unix epoch.',
      labelNames: ['kind'],
      registers,
    }),
    placesLost: new Counter({
      name: `${prefix}places_lost_total`,
      help: 'Values that were left alone since a later wish has them.',
      registers,
    }),
    databaseBytes: new Gauge({
      name: `${prefix}database_bytes`,
      help: "What the connector's tables and indexes take in the database.",
      registers,
    }),
    callbacks: new Counter({
      name: `${prefix}callbacks_total`,
      help: 'Tries to call back, by outcome: delivered, failed (tried again), given-up.',
      labelNames: ['outcome'],
      registers,
    }),
    notifications: new Counter({
      name: `${prefix}notifications_total`,
      help: 'Tries to tell people in Slack or by e-mail, by outcome: delivered, failed (tried again), given-up.',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
  };
}
