import type { HttpAnswer } from '../base/http-client.ts';
import type { OktaRequest } from './requester.ts';
import { unexpected } from './shape.ts';

/** RFC 8288: `<https://acme.okta.com/api/v1/...>; rel="next"`, among others in the same header. */
const NEXT = /<([^<>]+)>[^<>]*;\s*rel="?next"?/i;

/** The address of the page after this one; undefined at the end. */
const nextLink = ({ header }: HttpAnswer): string | undefined => NEXT.exec(header('link') ?? '')?.[1];

/** The pages of one list: https://developer.okta.com/docs/api/#pagination */
export class Pages {
  readonly #orgUrl: string;
  readonly #path: string;

  /** @param path of the list: no page is anywhere else */
  constructor(orgUrl: string, path: string) {
    this.#orgUrl = orgUrl;
    this.#path = path;
  }

  /**
   * Where a page is.
   *
   * @param address as the page before gave it; undefined for the first page, which `query` asks for
   * @throws ConnectorError OKTA_UNEXPECTED_ANSWER
   */
  place(address: string | undefined, query: Readonly<Record<string, string>>): Pick<OktaRequest, 'path' | 'query'> {
    return address === undefined ? { path: this.#path, query } : { path: this.#pathOf(address) };
  }

  /**
   * The address of the page after this one; undefined at the end. Checked at once, so that a wrong link fails with the
   * page that gave it.
   *
   * @throws ConnectorError OKTA_UNEXPECTED_ANSWER
   */
  next(answer: HttpAnswer, current: string | undefined): string | undefined {
    const next = nextLink(answer);
    if (next === undefined) return undefined;
    this.#pathOf(next);
    if (next === current) throw unexpected('the link to the next page leads to the same page');
    return next;
  }

  /** The path and query as Okta gave them. The token goes nowhere else than to the list. */
  #pathOf(address: string): string {
    const url = URL.parse(address);
    if (url?.origin !== this.#orgUrl || url.pathname !== this.#path || !address.startsWith(`${this.#orgUrl}/`)) {
      throw unexpected('the link to the next page leads elsewhere');
    }
    return address.slice(this.#orgUrl.length);
  }
}
