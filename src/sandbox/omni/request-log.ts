/** One request to the local Omni, refused ones included. */
export interface OmniRequest {
  /** Arrival, in milliseconds of the double's clock. */
  readonly at: number;
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Position of the key among the organization keys; undefined for any other key or none. */
  readonly keyIndex: number | undefined;
  /** 0 as long as nothing was answered, so also after a reset. */
  status: number;
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
  /** The fault that was played on it, if any. */
  fault?: string;
}

/** What to look for; a text in `path` is a prefix, without regard to case. */
export interface OmniRequestFilter {
  readonly method?: string;
  readonly path?: string | RegExp;
  readonly status?: number;
  readonly keyIndex?: number;
}

/** Whether a path begins with a text, without case, or matches a pattern. */
export function matchesPath(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? path.toLowerCase().startsWith(wanted.toLowerCase()) : wanted.test(path);
}

/** Every request in the order of arrival. */
export class OmniRequestLog {
  #requests: OmniRequest[] = [];

  get all(): readonly OmniRequest[] {
    return this.#requests;
  }

  add(request: OmniRequest): void {
    this.#requests.push(request);
  }

  filter({ path, ...exact }: OmniRequestFilter): OmniRequest[] {
    return this.#requests.filter(
      (request) =>
        (path === undefined || matchesPath(request.path, path)) &&
        Object.entries(exact).every(([name, wanted]) => request[name as keyof typeof exact] === wanted),
    );
  }

  count(filter: OmniRequestFilter = {}): number {
    return this.filter(filter).length;
  }

  clear(): void {
    this.#requests = [];
  }
}
