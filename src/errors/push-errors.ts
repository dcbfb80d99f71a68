import type { ErrorKind } from './error-kind.ts';

/** Failures of pushes, plans and their rows. */
export const PUSH_ERRORS = {
  ROW_SUPERSEDED: {
    status: 409,
    message: 'A later wish names {userName} and {reference} too; its value was kept.',
    fix: 'Nothing to do, unless the value of this row is the one that counts: then send the row again.',
  },
  ROWS_FAILED: {
    status: 422,
    message: '{failed} of {total} rows failed.',
    fix: 'See results for the code of each row; retry-job repeats the failed rows.',
    withOutput: true,
  },
  JOB_NOT_FOUND: {
    status: 404,
    message: 'There is no job {jobId}.',
    fix: 'Use a jobId that push-users, apply-plan or list-jobs gave this client; those of other clients need omni.jobs.manage.',
  },
  REPORT_NOT_FOUND: {
    status: 404,
    message: 'There is no {kind} report {reportId}.',
    fix: 'Leave reportId out to begin a new report, or send the one that this action gave this client; it is kept for {days} days (RETENTION_JOB_DAYS).',
  },
  JOB_IS_REPORT: {
    status: 409,
    message: 'The job {jobId} is a report: it writes nothing, so there is nothing to {what}.',
    fix: 'Show it with report-drift, report-coverage or report-usage, its id as reportId.',
  },
  CALLBACK_NOT_ALLOWED: {
    status: 422,
    message: 'No callback is sent to {host}: {problem}.',
    fix: 'Use the https invoke URL of an API endpoint flow, or have its host added to the setting CALLBACK_HOSTS.',
  },
  JOB_NOT_WAITING: {
    status: 409,
    message: 'The job {jobId} has the status {status} and cannot be {wanted}.',
    fix: 'Approve only a job with the status needs-approval, or paused with the cause RESTORED; cancel only one that has not ended. get-job shows both.',
  },
  JOB_IS_YOURS: {
    status: 403,
    message: 'You have started the job {jobId} yourself, so somebody else has to approve it.',
    fix: 'Ask another person who may operate the console, or a client with omni.jobs.manage.',
  },
  RESTORED: {
    status: 409,
    message: 'The database was put back from a copy in which this job was open; what it asks may be out of date.',
    fix: 'Look at the job with get-job and list-job-results; then let it go on with approve-job, or end it with cancel-job.',
  },
  PLAN_NOT_FOUND: {
    status: 404,
    message: 'There is no plan {planId}: its 24 hours are over, or it was made before the database was put back.',
    fix: 'Make a new plan with plan-push.',
  },
  PLAN_STALE: {
    status: 409,
    message: 'The plan is not what would be written now: {problem}.',
    fix: 'Make a new plan and review it.',
  },
  UNDO_CHANGED_SINCE: {
    status: 409,
    message: '{userName} no longer holds what the job wrote ({reference}); what was changed since was kept.',
    fix: 'Nothing to do, unless the value before the job is the right one: then write it with set-user-values.',
  },
  UNDO_BEFORE_UNKNOWN: {
    status: 422,
    message: 'What {userName} held before is not known, so it cannot be restored.',
    fix: 'Write the right values with set-user-values.',
  },
} as const satisfies Record<string, ErrorKind>;
