import type { Clock } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { UncertainOutcome } from './requester.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Left for the last look. */
const READ_MS = 2_000;
/** Okta's Terraform provider waits as long for an attribute: github.com/okta/terraform-provider-okta. */
const PATIENCE_MS = 120_000;
/** A write that failed is looked for less long: it is sent once more, and the same definition twice does no harm. */
const UNCERTAIN_PATIENCE_MS = 8_000;

export interface VisibleWrite {
  readonly clock: Clock;
  /** ms epoch */
  readonly deadline: number;
  /** Names it in the error: `the attribute region of the Okta user profile`. */
  readonly what: string;
  /** @throws UncertainOutcome */
  readonly write: () => Promise<unknown>;
  /** Reads back. */
  readonly isShown: () => Promise<boolean>;
}

/** Looks at once, then after pauses from 1 s to 30 s, and once more at the end. */
async function becomesVisible({ clock, deadline, isShown }: VisibleWrite, patienceMs: number): Promise<boolean> {
  const until = Math.min(deadline - READ_MS, clock.now() + patienceMs);
  for (let pauseMs = FIRST_PAUSE_MS; !(await isShown()); pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const leftMs = until - clock.now();
    if (leftMs <= 0) return false;
    await clock.sleep(Math.min(pauseMs, leftMs));
  }
  return true;
}

/** @returns what to throw when nothing shows that the write happened; undefined when Okta took it */
async function tryToWrite(write: VisibleWrite['write']): Promise<unknown> {
  try {
    await write();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof UncertainOutcome) return thrown.cause;
    throw thrown;
  }
}

/**
 * Writes, and returns when Okta shows it. Okta sometimes answers 500 and has written, or answers 200 and shows it late.
 *
 * @throws ConnectorError OKTA_NOT_VISIBLE_YET when Okta took it and does not show it in time
 */
export async function writeVisibly(job: VisibleWrite): Promise<void> {
  let doubt = await tryToWrite(job.write);
  if (doubt !== undefined) {
    if (await becomesVisible(job, UNCERTAIN_PATIENCE_MS)) return;
    doubt = await tryToWrite(job.write);
  }
  if (await becomesVisible(job, PATIENCE_MS)) return;
  throw doubt ?? new ConnectorError('OKTA_NOT_VISIBLE_YET', { what: job.what });
}
