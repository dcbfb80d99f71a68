import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK } from 'jose';

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

/** Makes an RSA key pair, whose private key can be exported. */
export type MakeKeyPair = () => Promise<GenerateKeyPairResult>;

// Extractable, so that tests can make signatures with it that jose refuses to make.
const freshKeyPair: MakeKeyPair = () => generateKeyPair('RS256', { extractable: true });

export async function createSigningKeys(makeKeyPair: MakeKeyPair = freshKeyPair): Promise<SigningKeys> {
  let current = await createPair(makeKeyPair);
  let pairs = [current];
  return {
    current: () => current,
    published: () => ({ keys: pairs.map((pair) => pair.publicJwk) }),
    rotate: async () => {
      current = await createPair(makeKeyPair);
      pairs = [current, ...pairs];
    },
    withdrawOld: () => {
      pairs = [current];
    },
  };
}

async function createPair(makeKeyPair: MakeKeyPair): Promise<SigningPair & { publicJwk: JWK }> {
  const { privateKey, publicKey } = await makeKeyPair();
  const kid = randomBytes(32).toString('base64url');
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}
