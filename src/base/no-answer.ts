import axios, { type AxiosError } from 'axios';

/** No complete answer came. `delivered` is false only when the request surely never reached the host. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer';
  readonly delivered: boolean;

  constructor(reason: string, delivered: boolean, options?: ErrorOptions) {
    super(reason, options);
    this.delivered = delivered;
  }
}

/** An answer came and was not read to its end: the same request would have the same one again. */
export class AnswerTooLarge extends NoAnswer {
  override readonly name = 'AnswerTooLarge';

  constructor(options?: ErrorOptions) {
    super('its answer is larger than can be read', true, options);
  }
}

/** Failures before a connection stands: nothing was delivered. */
const UNDELIVERED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * What a failed request of axios means. The error of axios holds credentials in its config, so only its code is kept.
 */
export function noAnswerOf(thrown: unknown): NoAnswer {
  const { code = 'UNKNOWN', message } = thrown as AxiosError;
  const timedOut = code === 'ERR_CANCELED' || code === 'ETIMEDOUT';
  const cause = new Error(`${axios.isAxiosError(thrown) ? 'axios' : 'request'}: ${code}`);
  // axios has no code of its own for it.
  if (axios.isAxiosError(thrown) && message.startsWith('maxContentLength')) return new AnswerTooLarge({ cause });
  return new NoAnswer(
    timedOut ? 'it did not answer in time' : `the connection failed (${code})`,
    !UNDELIVERED.has(code),
    { cause },
  );
}
