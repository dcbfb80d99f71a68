import { isLoopback } from './loopback.ts';

const EXAMPLE = 'https://acme.okta.com/oauth2/default';
const ADMIN_HOST = /^(.+)-admin(\.(?:okta|oktapreview|okta-emea)\.com)$/;
/** The org server lives at `/oauth2/v1/...`, so `v1` is never the id of a custom server. */
const ORG_SERVER_PATH = /^(?:\/oauth2)?(?:\/v1(?:\/.*)?)?$/;
const CUSTOM_SERVER_PATH = /^\/oauth2\/[\w-]+$/;

/**
 * Checks the OKTA_ISSUER setting and returns it as tokens carry it in `iss`: without a trailing slash.
 * The org authorization server is refused because its tokens are for Okta's own APIs and cannot be verified by others:
 * https://developer.okta.com/docs/concepts/auth-servers/
 *
 * @throws Error with one sentence that names the fix
 */
export function checkIssuer(setting: string): string {
  const url = URL.parse(setting.trim());
  if (url === null) throw new Error(`OKTA_ISSUER is not an address: set it to one such as ${EXAMPLE}.`);
  checkOrigin(url);
  const path = url.pathname.replace(/\/+$/, '');
  if (ORG_SERVER_PATH.test(path)) {
    throw new Error(
      `A custom authorization server is needed, and OKTA_ISSUER names the org server: set it to an address such as ${url.origin}/oauth2/default.`,
    );
  }
  if (!CUSTOM_SERVER_PATH.test(path) || url.search !== '' || url.hash !== '') {
    throw new Error(
      `OKTA_ISSUER must end with the id of a custom authorization server: set it to an address such as ${EXAMPLE}.`,
    );
  }
  return url.origin + path;
}

function checkOrigin(url: URL): void {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new Error(`OKTA_ISSUER must begin with https://: set it to an address such as ${EXAMPLE}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(`OKTA_ISSUER must not hold a user name or password: set it to an address such as ${EXAMPLE}.`);
  }
  const admin = ADMIN_HOST.exec(url.hostname);
  if (admin) {
    throw new Error(
      `OKTA_ISSUER names the admin console ${url.hostname}, which issues no tokens: use the host ${admin[1]}${admin[2]}.`,
    );
  }
}
