import { randomBytes } from 'node:crypto';

const DAY = 86_400_000;
const LIFETIME = 3 * DAY;

/** The nonces for token requests: renewed each day, taken for three. https://developer.okta.com/docs/guides/dpop/ */
export class DpopNonces {
  #issued: { readonly nonce: string; readonly at: number }[] = [];

  /** @param now ms epoch */
  current(now: number): string {
    const newest = this.#issued.at(-1);
    if (newest && newest.at + DAY > now) return newest.nonce;
    const nonce = randomBytes(24).toString('base64url');
    this.#issued.push({ nonce, at: now });
    return nonce;
  }

  accepts(nonce: unknown, now: number): boolean {
    return this.#issued.some((one) => one.nonce === nonce && one.at + LIFETIME > now);
  }
}
