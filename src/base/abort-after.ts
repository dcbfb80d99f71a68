import type { Clock } from './clock.ts';

/** A signal that is aborted after `ms` of this clock, unless `finished` is aborted before. */
export function abortAfter(ms: number, clock: Clock, finished: AbortSignal): AbortSignal {
  const late = new AbortController();
  clock.sleep(ms, finished).then(
    () => late.abort(),
    () => undefined, // finished in time
  );
  return late.signal;
}
