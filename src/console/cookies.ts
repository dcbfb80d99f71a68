import type { Request, Response } from 'express';

/** A cookie of the console. */
export interface Cookie {
  readonly name: 'omni-console' | 'omni-console-sign-in';
  /** Seconds. */
  readonly lifetime: number;
}

/**
 * Bound to this host, its root and https: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie.
 * Browsers keep such a cookie over https alone, so on loopback it has no prefix.
 */
const nameOf = ({ name }: Cookie, origin: string): string => (isSecure(origin) ? `__Host-${name}` : name);
const isSecure = (origin: string): boolean => origin.startsWith('https:');

const VALUE = /^[\w-]{1,4000}$/;

/** @param origin as of `ownOrigin`. @param value of base64url; undefined takes the cookie away */
export function setCookie(response: Response, cookie: Cookie, origin: string, value: string | undefined): void {
  const parts = [
    `${nameOf(cookie, origin)}=${value ?? ''}`,
    'Path=/',
    `Max-Age=${value === undefined ? 0 : cookie.lifetime}`,
    'HttpOnly',
    // Lax: the way back from Okta is a navigation from another site, which has to find both cookies.
    'SameSite=Lax',
    ...(isSecure(origin) ? ['Secure'] : []),
  ];
  response.appendHeader('Set-Cookie', parts.join('; '));
}

/** What the browser holds; undefined where that is nothing, or nothing of ours. Of two of one name, none. */
export function readCookie({ headers }: Pick<Request, 'headers'>, cookie: Cookie, origin: string): string | undefined {
  const name = `${nameOf(cookie, origin)}=`;
  const found = (headers.cookie ?? '').split('; ').filter((pair) => pair.startsWith(name));
  const value = found.length === 1 ? found[0]?.slice(name.length) : undefined;
  return value !== undefined && VALUE.test(value) ? value : undefined;
}
