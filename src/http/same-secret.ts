import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../base/secret.ts';

/** Texts of any length become comparable in constant time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells in constant time whether a text is the secret. */
export function sameAs(secret: Secret): (text: string) => boolean {
  const wanted = digest(secret.reveal());
  return (text) => timingSafeEqual(wanted, digest(text));
}
