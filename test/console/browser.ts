import axios, { type AxiosResponse } from 'axios';

export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: AxiosResponse['headers'];
  /** Where a redirect leads; empty where it is none. */
  readonly location: string;
  /** As the server sent them, with their attributes. */
  readonly cookies: readonly string[];
}

/** What a browser does by itself, and nothing else: keeps cookies, sends forms with its origin, follows redirects. */
export class Browser {
  readonly #origin: string;
  readonly jar = new Map<string, string>();

  /** @param origin of the console */
  constructor(origin: string) {
    this.#origin = origin;
  }

  async send(
    method: string,
    path: string,
    options: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<Seen> {
    const url = new URL(path, this.#origin);
    const isOurs = url.origin === this.#origin;
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await axios.request<string>({
      method,
      url: url.href,
      data: options.body,
      headers: { accept: 'text/html', ...(isOurs && cookie !== '' && { cookie }), ...options.headers },
      maxRedirects: 0,
      validateStatus: () => true,
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
    const cookies = (isOurs && answer.headers['set-cookie']) || [];
    for (const one of cookies) this.#keep(one);
    const { status, data: text, headers } = answer;
    return { status, text, headers, location: String(headers.location ?? ''), cookies };
  }

  get(path: string, headers?: Record<string, string>): Promise<Seen> {
    return this.send('GET', path, headers ? { headers } : {});
  }

  /** Sends a form as a page of the console does. */
  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Seen> {
    const body = new URLSearchParams(fields).toString();
    const type = 'application/x-www-form-urlencoded';
    return this.send('POST', path, { body, headers: { origin: this.#origin, 'content-type': type, ...headers } });
  }

  /** Opens a page, and follows where it leads until there is a page of this origin. */
  async open(path: string): Promise<Seen> {
    let seen = await this.get(path);
    for (let hops = 0; hops < 5 && seen.location !== ''; hops += 1) seen = await this.get(seen.location);
    return seen;
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') this.jar.delete(name);
    else this.jar.set(name, value);
  }
}

/** The token of the forms of a page. */
export const tokenIn = ({ text }: Pick<Seen, 'text'>): string => /name="token" value="([\w-]+)"/.exec(text)?.[1] ?? '';

/** What the form of a page sends beside what somebody types. */
export const hiddenIn = ({ text }: Pick<Seen, 'text'>): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([\w-]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
