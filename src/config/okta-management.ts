import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Secret } from '../base/secret.ts';
import { readAddress } from './setting-values.ts';

/** Access to the Okta Management API. What is not set is undefined: the actions that need it name it. */
export interface OktaManagement {
  /** Without a path. */
  readonly orgUrl: string | undefined;
  readonly clientId: string | undefined;
  /** A JWK as text, as it is now. */
  readonly privateKey: Secret | undefined;
  readonly omniAppId: string | undefined;
}

/** The address of an Okta org. @throws Error in one sentence that follows the setting's name */
export function readOrgUrl(text: string): string {
  const url = readAddress(text);
  if (url.pathname !== '/') throw new Error('must not have a path, as in https://acme.okta.com');
  // The Admin Console's address is what an admin has before them; its host answers no API.
  if (/-admin\.(okta|oktapreview|okta-emea)\.com$/.test(url.hostname)) {
    throw new Error(`is the address of the Admin Console: leave -admin out`);
  }
  return url.origin;
}

function tryToParse(text: string): KeyObject | undefined {
  try {
    const key = text.trim().startsWith('{') ? { key: JSON.parse(text), format: 'jwk' as const } : text;
    return createPrivateKey(key);
  } catch {
    return undefined;
  }
}

function parseKey(text: string): KeyObject {
  // OpenSSL keeps the errors of a thread, and Node takes one that something else has left (a scrypt that wants too much
  // memory does) for its own and refuses a good key; a try clears them.
  const key = tryToParse(text) ?? tryToParse(text);
  // Node's message may repeat a part of the key.
  if (!key) throw new Error('holds no private key: PEM (PKCS 8) or JWK, without a passphrase');
  return key;
}

/** P-256, P-384 and P-521, as OpenSSL calls them: those of ES256, ES384 and ES512 (RFC 7518, section 3.4). */
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** The private key of a service app, as a JWK: Okta takes RS256 and ES256 to ES512 for it. */
export function readPrivateKey(text: string): Secret {
  const key = parseKey(text);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== 'rsa' && !(type === 'ec' && CURVES.has(details?.namedCurve ?? ''))) {
    throw new Error('holds no RSA key, and no EC key of the curves P-256, P-384 or P-521');
  }
  if (type === 'rsa' && (details?.modulusLength ?? 0) < 2_048) {
    throw new Error('holds an RSA key of less than 2,048 bits');
  }
  // The key's own id tells Okta which of several public keys to check with.
  const kid = text.trim().startsWith('{') ? JSON.parse(text).kid : undefined;
  return new Secret(JSON.stringify({ ...key.export({ format: 'jwk' }), ...(kid && { kid }) }), text);
}

/** The settings that are not there. */
export const missingSettings = ({ orgUrl, clientId, privateKey, omniAppId }: OktaManagement): string[] => [
  ...(orgUrl ? [] : ['OKTA_ORG_URL']),
  ...(clientId ? [] : ['OKTA_MANAGEMENT_CLIENT_ID']),
  ...(privateKey ? [] : ['OKTA_MANAGEMENT_PRIVATE_KEY']),
  ...(omniAppId ? [] : ['OKTA_OMNI_APP_ID']),
];
