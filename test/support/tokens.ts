import { constants, createHmac, KeyObject, sign } from 'node:crypto';
import type { AuthorizationServer } from '../../local/okta/authorization-server.ts';

type Changes = Readonly<Record<string, unknown>>;
type Sign = (input: string) => Buffer;

/** Makes tokens that no honest authorization server issues. */
export interface Forge {
  /** A good token with other claims or header members, correctly signed; undefined leaves one out. */
  signed(claims?: Changes, header?: Changes): string;
  /** Any texts or values as header and payload, correctly signed. */
  raw(header: unknown, payload: unknown): string;
  /** A good token with another algorithm in its header, signed by other means. */
  signedBy(sign: Sign, header: Changes): string;
  /** The key that signs now, as the server's own private key. */
  readonly key: KeyObject;
  /** The claims of a good token. */
  readonly claims: Changes;
}

/** A forge that holds the server's own signing key, so that only what a test changes is wrong. */
export async function createForge(server: AuthorizationServer): Promise<Forge> {
  const { kid, privateKey } = server.signingKey();
  const key = KeyObject.from(privateKey);
  const claims = payloadOf(await server.signToken());
  const header = { kid, alg: 'RS256' };
  return {
    key,
    claims,
    signed: (claimChanges = {}, headerChanges = {}) =>
      jwt({ ...header, ...headerChanges }, { ...claims, ...claimChanges }, rs256(key)),
    raw: (anyHeader, anyPayload) => jwt(anyHeader, anyPayload, rs256(key)),
    signedBy: (by, headerChanges) => jwt({ ...header, ...headerChanges }, claims, by),
  };
}

/** An unsigned token with a key id that nobody has: what a stranger can send without any credential. */
export function junkToken(kid: string, claims: Changes): string {
  return jwt({ kid, alg: 'RS256' }, claims, () => Buffer.from('junk'));
}

export const rs256 =
  (key: KeyObject): Sign =>
  (input) =>
    sign('sha256', Buffer.from(input), key);

export const ps256 =
  (key: KeyObject): Sign =>
  (input) =>
    sign('sha256', Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });

export const hs256 =
  (secret: string | Buffer): Sign =>
  (input) =>
    createHmac('sha256', secret).update(input).digest();

export const unsigned: Sign = () => Buffer.alloc(0);

/** Any texts or values as the three parts of a token; values become JSON. */
function jwt(header: unknown, payload: unknown, by: Sign): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${by(input).toString('base64url')}`;
}

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** The claims of a token that is known to be well-formed. */
export const payloadOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
