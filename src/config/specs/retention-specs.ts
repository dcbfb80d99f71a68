import { DEFAULT_RETENTION } from '../retention.ts';
import { whole } from './whole.ts';

/** How long what is kept. */
export const RETENTION_SPECS = {
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
};
