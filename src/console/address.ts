import { CONSOLE } from '../config/console.ts';

/** The address of a page: segments and query of any texts, each encoded. Texts of others never make an address else. */
export function address(segments: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const path = [CONSOLE, ...segments.map(encodeURIComponent)].join('/');
  const asked = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`;
}

/** It travels in a cookie, which may have 4 KB. */
const MOST_CHARACTERS = 1_000;

/**
 * Where a person wanted to go before they signed in, if that is a page of the console; else its first page.
 *
 * @param asked any text: it comes with a link that anybody may have made
 */
export function returnPath(asked: string | null | undefined): string {
  if (!asked || asked.length > MOST_CHARACTERS || !asked.startsWith(CONSOLE) || /[\\\s\p{Cc}]/u.test(asked))
    return CONSOLE;
  const url = URL.parse(asked, 'http://console.invalid');
  const isPage =
    url?.origin === 'http://console.invalid' && (url.pathname === CONSOLE || url.pathname.startsWith(`${CONSOLE}/`));
  return isPage ? url.pathname + url.search : CONSOLE;
}

/** The query of a request; Express does not read it here. */
export const queryOf = ({ url }: { readonly url: string }): URLSearchParams =>
  new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
