import { isObject } from '../../base/is-object.ts';
import type { Cookie } from '../cookies.ts';
import type { Pending } from './oidc.ts';

/** Ten minutes for somebody to type a password and to find their phone. */
export const PENDING_COOKIE: Cookie = { name: 'omni-console-sign-in', lifetime: 600 };

/** A sign-in that is under way, with the page that was asked for. */
export interface PendingSignIn extends Pending {
  readonly to: string;
}

/**
 * A sign-in as its cookie. It is the browser's own, and whoever could forge it could sign in themselves as well: so it
 * needs no signature, and nobody can fill a table by beginning sign-ins.
 */
export const packPending = (pending: PendingSignIn): string =>
  Buffer.from(JSON.stringify(pending)).toString('base64url');

/** Undefined for what is none. */
export function unpackPending(value: string | undefined): PendingSignIn | undefined {
  try {
    const found: unknown = JSON.parse(Buffer.from(value ?? '', 'base64url').toString());
    if (!isObject(found)) return undefined;
    const { state, nonce, verifier, to } = found;
    const isWhole = [state, nonce, verifier, to].every((part) => typeof part === 'string' && part !== '');
    return isWhole ? ({ state, nonce, verifier, to } as PendingSignIn) : undefined;
  } catch {
    // Not JSON: somebody has played with it.
    return undefined;
  }
}
