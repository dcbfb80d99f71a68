import type { Clock } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { SigningKey } from './keys.ts';
import { fetchKeys } from './keys.ts';

/** The state of the signing keys, for /readyz and metrics. */
export interface KeySetStatus {
  /** True while tokens can be checked. */
  readonly ready: boolean;
  /** Seconds since the keys were last loaded; null before the first success. */
  readonly keysAgeSeconds: number | null;
  /** Why the latest load failed; null when it succeeded. */
  readonly lastError: string | null;
  /** The ids of the keys. */
  readonly kids: readonly string[];
}

/** The authorization server's signing keys, kept fresh in the background. */
export interface KeySet {
  /** Loads the keys and keeps them fresh until `stop`. Resolves after the first attempt, even if that failed. */
  start(): Promise<void>;
  stop(): void;
  /** The keys at the moment: the same list until the next successful load, and none once they are older than a day. */
  keys(): readonly SigningKey[];
  /** Resolves when the key is known, looking at the server once more if that is allowed again. */
  require(kid: string): Promise<void>;
  status(): KeySetStatus;
}

export interface KeySetOptions {
  readonly issuer: string;
  readonly clock: Clock;
}

/** Counted from the latest attempt, failed or not, so that tokens with made-up key ids cost two requests a minute. */
const COOLDOWN_MS = 30_000;
/** How long the last good keys serve while the server cannot be reached. */
const MAX_AGE_MS = 24 * 60 * 60_000;

/** A set without keys: `start` loads them. */
export function createKeySet({ issuer, clock }: KeySetOptions): KeySet {
  const stopping = new AbortController();
  let current: readonly SigningKey[] = [];
  let loadedAt: number | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let nextLoadMs = COOLDOWN_MS;
  let lastError: string | null = null;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    attemptedAt = clock.now();
    try {
      const { keys, refreshAfterMs } = await fetchKeys(issuer, clock, stopping.signal);
      [current, loadedAt, nextLoadMs, lastError] = [keys, clock.now(), refreshAfterMs, null];
    } catch (thrown) {
      [nextLoadMs, lastError] = [COOLDOWN_MS, thrown instanceof Error ? thrown.message : String(thrown)];
    }
  }

  /** One load at a time: whoever comes meanwhile waits for the running one. */
  function loadOnce(): Promise<void> {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function keepFresh(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(nextLoadMs, stopping.signal);
      await loadOnce();
    }
  }

  const keys = (): readonly SigningKey[] =>
    loadedAt !== undefined && clock.now() - loadedAt <= MAX_AGE_MS ? current : [];
  const has = (kid: string): boolean => keys().some((key) => key.kid === kid);
  const cooldownLeft = (): number => attemptedAt + COOLDOWN_MS - clock.now();

  return {
    keys,
    start: async () => {
      await loadOnce();
      keepFresh().catch((reason: unknown) => {
        if (!stopping.signal.aborted) throw reason;
      });
    },
    stop: () => stopping.abort(),
    require: async (kid) => {
      if (!has(kid) && (loading || cooldownLeft() <= 0)) await loadOnce();
      if (has(kid)) return;
      if (keys().length > 0) throw new ConnectorError('TOKEN_UNKNOWN_KEY', { issuer });
      throw new ConnectorError('OKTA_KEYS_UNAVAILABLE', { issuer, seconds: cooldownLeft() / 1000 });
    },
    status: () => ({
      ready: keys().length > 0,
      keysAgeSeconds: loadedAt === undefined ? null : Math.floor((clock.now() - loadedAt) / 1000),
      lastError,
      kids: keys().map((key) => key.kid),
    }),
  };
}
