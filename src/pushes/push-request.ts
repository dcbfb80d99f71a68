import type { Settings } from '../config/settings.ts';
import type { JobRequest } from '../jobs/accept-job.ts';
import type { EmptyText } from '../push/coerce.ts';
import { type GuardLimits, lowerLimits } from '../push/guard.ts';
import type { Verify } from '../push/verify.ts';
import type { PushOptions } from './push-options.ts';

/** A push as a card asks for it. */
export interface AskedPush extends Partial<GuardLimits> {
  readonly rows: readonly { readonly userName: string; readonly values: Readonly<Record<string, unknown>> }[];
  readonly emptyText?: EmptyText;
  readonly verify?: Verify;
}

/**
 * What is kept of a push.
 *
 * @param reviewed true for a plan, whose rows are looked at again before they are written
 */
export function pushRequest(asked: AskedPush, settings: Settings, reviewed: boolean): JobRequest<PushOptions> {
  const { rows, emptyText = 'error', verify = 'sample' } = asked;
  return {
    kind: 'push',
    status: reviewed ? 'planned' : 'queued',
    // A name holds no blanks, and a list that was pasted often does.
    rows: rows.map(({ userName, values }, index) => ({ index, userName: userName.trim(), values })),
    options: { emptyText, verify, limits: lowerLimits(settings.guardLimits, asked), reviewed },
  };
}
