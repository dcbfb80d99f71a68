import { matchesPath } from './request-log.ts';

/** What goes wrong. `before` and `after` say whether the request takes effect first. */
export type Fault =
  /** Answered as usual, after `ms` milliseconds of the double's clock; takes effect even when the caller has left. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Answered as usual, but not before `until` resolves. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  | { readonly kind: 'reset-before' | 'reset-after' }
  /** The connection stays open and nothing is ever answered. */
  | { readonly kind: 'silence-before' | 'silence-after' }
  /** Takes effect; the connection breaks in the middle of the answer's body. */
  | { readonly kind: 'cut-body' }
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'server-error' }
  /** Takes effect, and is answered with 500. */
  | { readonly kind: 'server-error-after' }
  /** 502 with an HTML page, as a proxy answers. */
  | { readonly kind: 'bad-gateway' }
  /** 200 with JSON of another shape. */
  | { readonly kind: 'wrong-json' }
  | { readonly kind: 'redirect'; readonly to?: string }
  /** Any other answer, without effect. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: unknown };

/** Which requests a fault meets. */
export interface FaultTarget {
  readonly method?: string;
  /** A text is a prefix, without regard to case. */
  readonly path?: string | RegExp;
  /** Lets this many matching requests through first (default 0). */
  readonly skip?: number;
  /** Meets this many requests (default 1; Infinity = until cleared). */
  readonly times?: number;
}

interface Planned {
  readonly target: FaultTarget;
  readonly fault: Fault;
  skip: number;
  times: number;
}

const meets = ({ target, times }: Planned, method: string, path: string): boolean =>
  times > 0 &&
  (target.method === undefined || target.method === method) &&
  (target.path === undefined || matchesPath(path, target.path));

/** Faults waiting for their requests; the one planned first wins. */
export class FaultScript {
  #planned: Planned[] = [];

  /** Plans a fault: `faults.plan({ kind: 'reset-after' }, { method: 'PATCH', times: 2 })`. */
  plan(fault: Fault, target: FaultTarget = {}): void {
    this.#planned.push({ target, fault, skip: target.skip ?? 0, times: target.times ?? 1 });
  }

  /** Number of planned faults that have not met all their requests yet. */
  get pending(): number {
    return this.#planned.length;
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault for this request, if any; counts it. */
  take(method: string, path: string): Fault | undefined {
    const matching = this.#planned.filter((planned) => meets(planned, method, path));
    const due = matching.find((planned) => planned.skip === 0);
    for (const planned of matching) if (planned.skip > 0) planned.skip -= 1;
    if (due) due.times -= 1;
    this.#planned = this.#planned.filter((planned) => planned.times > 0);
    return due?.fault;
  }
}
