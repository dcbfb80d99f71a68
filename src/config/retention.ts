/** How long what the database holds is kept; what it is for and why: docs/limits.md. */
export interface Retention {
  /** Entries of the audit log; 0: for ever. */
  readonly auditDays: number;
  /** Jobs that have ended, with their rows. */
  readonly jobDays: number;
  /** What is remembered of people who were neither read nor written. */
  readonly peopleDays: number;
  /** Events of Okta that were handled. */
  readonly eventDays: number;
  /** Answers of calls with an Idempotency-Key. */
  readonly idempotencyHours: number;
}

/** What holds unless the settings say otherwise. */
export const DEFAULT_RETENTION: Retention = {
  auditDays: 0,
  jobDays: 90,
  peopleDays: 365,
  eventDays: 30,
  idempotencyHours: 24,
};

/** An undo asks who has written since, and what a user holds: that must not be gone before the job. */
export function checkRetention({
  RETENTION_JOB_DAYS: jobs = DEFAULT_RETENTION.jobDays,
  RETENTION_AUDIT_DAYS: audit = DEFAULT_RETENTION.auditDays,
  RETENTION_PEOPLE_DAYS: people = DEFAULT_RETENTION.peopleDays,
}: Readonly<Record<string, string | number | undefined>>): string[] {
  const isShorter = (days: string | number): boolean => Number(days) < Number(jobs);
  return [
    ...(Number(audit) > 0 && isShorter(audit)
      ? ['RETENTION_AUDIT_DAYS must be 0, or at least RETENTION_JOB_DAYS']
      : []),
    ...(isShorter(people) ? ['RETENTION_PEOPLE_DAYS must be at least RETENTION_JOB_DAYS'] : []),
  ];
}
