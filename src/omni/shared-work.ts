import { ConnectorError } from '../errors/connector-error.ts';

/** Failures that say how little time the other call had, and nothing about the work. */
const OWN_TIME: ReadonlySet<string> = new Set(['OMNI_BUDGET_FULL', 'OMNI_TOO_SLOW']);
const MAX_FAILURES = 2;

/**
 * Does work that several callers want at once, once for all of them. When it fails, one of those who waited does it
 * again in its own time, and the others share that; a second failure holds for all. A call that merely ran out of its
 * own time counts as no failure: it leaves the work to the next.
 *
 * @param running the work that another caller is doing, if any; looked for again after each failure
 * @param begin does the work, and from its first moment on is what `running` gives
 */
export async function shareWork<T>(running: () => Promise<T> | undefined, begin: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; ) {
    const other = running();
    if (!other) return await begin();
    try {
      return await other;
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError && OWN_TIME.has(thrown.code))) failures += 1;
      if (failures >= MAX_FAILURES) throw thrown;
    }
  }
}
