import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

/** The key that signs now. */
export interface SigningPair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** The server's key pairs: one signs, all that were not withdrawn are published. */
export interface SigningKeys {
  current(): SigningPair;
  /** The body of `/v1/keys` (RFC 7517). */
  published(): { keys: JWK[] };
  /** A new key signs from now on; the older ones stay published. */
  rotate(): Promise<void>;
  /** Publishes only the key that signs now. */
  withdrawOld(): void;
}

export async function createSigningKeys(): Promise<SigningKeys> {
  let current = await createPair();
  let pairs = [current];
  return {
    current: () => current,
    published: () => ({ keys: pairs.map((pair) => pair.publicJwk) }),
    rotate: async () => {
      current = await createPair();
      pairs = [current, ...pairs];
    },
    withdrawOld: () => {
      pairs = [current];
    },
  };
}

async function createPair(): Promise<SigningPair & { publicJwk: JWK }> {
  // Extractable, so that tests can make signatures with it that jose refuses to make.
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomBytes(32).toString('base64url');
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}
