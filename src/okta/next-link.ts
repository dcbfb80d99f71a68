import type { HttpAnswer } from '../outgoing/http-client.ts';
import { unexpected } from './shape.ts';

/** RFC 8288: `<https://acme.okta.com/api/v1/...>; rel="next"`, among others in the same header. */
const NEXT = /<([^<>]+)>[^<>]*;\s*rel="?next"?/i;

/**
 * The path and query of a page's address, as Okta gave them: https://developer.okta.com/docs/api/#pagination
 *
 * @throws ConnectorError OKTA_UNEXPECTED_ANSWER for an address beyond `orgUrl` and `path`: the token goes nowhere else
 */
export function pagePath(address: string, orgUrl: string, path: string): string {
  const url = URL.parse(address);
  if (url?.origin !== orgUrl || url.pathname !== path || !address.startsWith(`${orgUrl}/`)) {
    throw unexpected('the link to the next page leads elsewhere');
  }
  return address.slice(orgUrl.length);
}

/** The address of the page after this one; undefined at the end. */
export const nextLink = ({ header }: HttpAnswer): string | undefined => NEXT.exec(header('link') ?? '')?.[1];
