/**
 * Seconds before a row is tried again, after its first, second, … failure that may pass; after the last it is failed.
 */
const ROW_SECONDS = [5, 30, 120, 600];
const LAST_PROBE_SECONDS = 1_800;
/** Seconds before a paused push sends its first, second, … probe; the last repeats until one is answered well. */
const PROBE_SECONDS = [10, 30, 60, 120, 300, 600, LAST_PROBE_SECONDS];

/**
 * Milliseconds until a row is tried again.
 *
 * @param failures how often the row has failed so far, from 1
 * @returns undefined when it is not: the row is failed
 */
export function rowDelayMs(failures: number): number | undefined {
  const seconds = ROW_SECONDS[failures - 1];
  return seconds === undefined ? undefined : seconds * 1_000;
}

/**
 * Milliseconds until a paused push is probed.
 *
 * @param probes how many probes of this pause have failed so far, from 0
 */
export const probeDelayMs = (probes: number): number => (PROBE_SECONDS[probes] ?? LAST_PROBE_SECONDS) * 1_000;

const duration = (seconds: number): string => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`);

/** Both ladders for the documentation: step, wait before a row's next try, wait before a paused push's next probe. */
export function ladderRows(): string[][] {
  const waits = [...ROW_SECONDS.map(duration), 'none: the row is failed'];
  const last = PROBE_SECONDS.length - 1;
  return PROBE_SECONDS.map((seconds, step) => [
    `${step + 1}`,
    waits[step] ?? '',
    step === last ? `${duration(seconds)}, repeated` : duration(seconds),
  ]);
}
