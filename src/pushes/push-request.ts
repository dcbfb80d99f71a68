import type { Settings } from '../config/settings.ts';
import { ConnectorError } from '../errors/connector-error.ts';
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
 * @throws ConnectorError ROWS_TOO_MANY
 */
export function pushRequest(asked: AskedPush, settings: Settings, reviewed: boolean): JobRequest<PushOptions> {
  const { rows, emptyText = 'error', verify = 'sample' } = asked;
  if (rows.length > settings.maxPushRows) {
    throw new ConnectorError('ROWS_TOO_MANY', { count: rows.length, limit: settings.maxPushRows });
  }
  return {
    kind: 'push',
    status: reviewed ? 'planned' : 'queued',
    rows: rows.map(({ userName, values }, index) => ({ index, userName, values })),
    options: { emptyText, verify, limits: lowerLimits(settings.guardLimits, asked), reviewed },
  };
}
