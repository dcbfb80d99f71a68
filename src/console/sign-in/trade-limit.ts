import type { Clock } from '../../base/clock.ts';
import { ConnectorError } from '../../errors/connector-error.ts';

const MINUTE_MS = 60_000;
/** Far more people than sign in at once; less than what would use up what Okta allows its token endpoint. */
const MOST_A_MINUTE = 60;

/**
 * Counts the trades of codes: whoever invents one makes the connector ask Okta, without being anybody.
 *
 * @returns notes one. @throws ConnectorError CONSOLE_BUSY
 */
export function tradeLimit(clock: Clock): () => void {
  let times: number[] = [];
  return () => {
    const now = clock.now();
    times = times.filter((time) => time > now - MINUTE_MS && time <= now);
    if (times.length >= MOST_A_MINUTE) throw new ConnectorError('CONSOLE_BUSY', { seconds: 60 });
    times.push(now);
  };
}
