import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { exportJWK, importJWK, importPKCS8 } from 'jose';
import type { MakeKeyPair } from '../../local/okta/signing-keys.ts';

/** More than the keys that any one test needs at once. */
const KEYS = 6;
const VARIABLE = 'TEST_SIGNING_KEYS';

/** Makes the keys of a run, for all its files: a fresh one takes as long as several tests. */
export function prepareSigningKeys(): void {
  const keys = Array.from({ length: KEYS }, () =>
    generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  process.env[VARIABLE] = JSON.stringify(keys);
}

let next = 0;

/** Hands out the keys of the run one after the other, and then again from the first one on. */
export const keyPairOfTheRun: MakeKeyPair = async () => {
  if (process.env[VARIABLE] === undefined) prepareSigningKeys(); // npm run mutation has no global set-up
  const keys: string[] = JSON.parse(process.env[VARIABLE] ?? '[]');
  const pem = keys[next++ % keys.length] ?? '';
  const privateKey = await importPKCS8(pem, 'RS256', { extractable: true });
  const publicJwk = await exportJWK(createPublicKey(pem));
  const publicKey = await importJWK(publicJwk, 'RS256', { extractable: true });
  if (publicKey instanceof Uint8Array) throw new Error('The key is not an asymmetric one');
  return { privateKey, publicKey };
};
