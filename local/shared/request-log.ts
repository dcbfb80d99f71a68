/** One request to a local double, refused ones included. */
export interface LoggedRequest {
  /** Arrival, in milliseconds of the double's clock. */
  readonly at: number;
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** 0 as long as nothing was answered, so also after a reset. */
  status: number;
  /** The parsed body; undefined when there was none. */
  body: unknown;
  /** The fault that was played on it, if any. */
  fault?: string;
}

/** What to look for; a text in `path` is a prefix, without regard to case. */
export type RequestFilter<Logged extends LoggedRequest> = Partial<Omit<Logged, 'at' | 'path' | 'query' | 'body'>> & {
  readonly path?: string | RegExp;
};

/** Whether a path begins with a text, without case, or matches a pattern. */
export function matchesPath(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? path.toLowerCase().startsWith(wanted.toLowerCase()) : wanted.test(path);
}

/** Every request in the order of arrival. */
export class RequestLog<Logged extends LoggedRequest = LoggedRequest> {
  #requests: Logged[] = [];

  get all(): readonly Logged[] {
    return this.#requests;
  }

  add(request: Logged): void {
    this.#requests.push(request);
  }

  filter({ path, ...exact }: RequestFilter<Logged>): Logged[] {
    return this.#requests.filter(
      (request) =>
        (path === undefined || matchesPath(request.path, path)) &&
        Object.entries(exact).every(([name, wanted]) => request[name as keyof Logged] === wanted),
    );
  }

  count(filter: RequestFilter<Logged> = {}): number {
    return this.filter(filter).length;
  }

  clear(): void {
    this.#requests = [];
  }
}
