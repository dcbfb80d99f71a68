import { readAddress } from './setting-values.ts';

const ADMIN_HOST = /-admin\.(okta|oktapreview|okta-emea)\.com$/;

/** The address of whoever signs people in. @throws Error in one sentence that follows the setting's name */
export function readConsoleIssuer(text: string): string {
  const url = readAddress(text);
  const path = url.pathname.replace(/\/+$/, '');
  if (ADMIN_HOST.test(url.hostname)) throw new Error('is the address of the Admin Console: leave -admin out');
  if (path !== '' && !/^\/oauth2\/[\w-]+$/.test(path))
    throw new Error('must be an org such as https://acme.okta.com, or a custom authorization server of it');
  return url.origin + path;
}
