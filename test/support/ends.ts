import { runInNewContext } from 'node:vm';

/**
 * What is linear takes a thousandth of it, also on a slow machine; what goes back and forth over a long text, hours.
 */
const LIMIT_MS = 20_000;

/** Whether something comes to its end; it is stopped where it does not. It may not wait for anything. */
export function ends(work: () => unknown, limitMs: number = LIMIT_MS): boolean {
  try {
    runInNewContext('work()', { work }, { timeout: limitMs });
    return true;
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw thrown;
  }
}
