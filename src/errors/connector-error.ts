import { hideSecrets } from '../base/hide-secrets.ts';
import { shownText } from '../base/shown-text.ts';
import { ERROR_CODES, type ErrorCode, type ErrorKind } from './error-codes.ts';
import type { CodeAndFacts } from './error-facts.ts';

/** The facts of any error, by name. */
export type ErrorFacts = Readonly<Record<string, string | number | undefined>>;

/** One wrong input: where it is, as a JSON pointer (RFC 6901) into the request's body, and what is wrong. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** The body of every answer that is not 2xx: always all keys, each of one type. */
export interface ErrorBody {
  statusCode: number;
  code: ErrorCode;
  message: string;
  fix: string;
  retryable: boolean;
  retryAfterSeconds: number;
  details: ErrorDetail[];
  requestId: string;
}

/** What else a failure can carry. */
export interface ErrorExtras extends ErrorOptions {
  /** The action's output, where a failure has one: its fields join the body, beside the error's own. */
  readonly output?: object;
}

type ErrorArguments = readonly [...CodeAndFacts, details?: readonly ErrorDetail[], extras?: ErrorExtras];

/** 429 is "full, come back"; 503 and 504 are "a blind repeat is right". */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 503, 504]);
const DEFAULT_RETRY_SECONDS = 60;

const fill = (sentence: string, facts: ErrorFacts): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name]));

/** Whether a call that failed with this code may be repeated as it is. */
export function isRetryable(code: ErrorCode): boolean {
  const { retryable, status }: ErrorKind = ERROR_CODES[code];
  return retryable ?? RETRYABLE_STATUSES.has(status);
}

/** The longest names and the words of Omni and Okta, which are cut where they come in, stay below. */
const MOST_CHARACTERS = 500;

/** Facts and details hold words of callers and of other systems, and this is the one way by which they leave. */
const leaving = <T extends string | number | undefined>(said: T): T | string =>
  typeof said === 'string' ? shownText(hideSecrets(said), MOST_CHARACTERS) : said;
const leavingFacts = (facts: ErrorFacts): ErrorFacts =>
  Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, leaving(fact)]));

/** A foreseen failure. The cause is for the log and never part of an answer. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  readonly details: readonly ErrorDetail[];
  readonly output: object | undefined;

  /** A code, its facts, and if need be the details and what else it carries. */
  constructor(...[code, facts = {}, details = [], extras = {}]: ErrorArguments) {
    const shown = leavingFacts(facts);
    super(fill(ERROR_CODES[code].message, shown), extras);
    this.code = code;
    this.facts = shown;
    this.details = details.map(({ path, message }) => ({ path: leaving(path), message: leaving(message) }));
    this.output = extras.output;
  }

  get statusCode(): number {
    return ERROR_CODES[this.code].status;
  }

  get retryable(): boolean {
    return isRetryable(this.code);
  }

  /** Whole seconds after which a repeat makes sense; 0 when it never does. */
  get retryAfterSeconds(): number {
    return this.retryable ? Math.max(1, Math.ceil(Number(this.facts.seconds ?? DEFAULT_RETRY_SECONDS))) : 0;
  }

  /** The same failure, with the places of what is wrong, and where it is known better what it is about. */
  withDetails(details: readonly ErrorDetail[], facts: ErrorFacts = {}): ConnectorError {
    // The code has had its facts since this one was made, which types cannot say of two fields.
    return new ConnectorError(...([this.code, { ...this.facts, ...facts }, details] as unknown as ErrorArguments));
  }

  /** The body of the answer. Where the output has a key of the same name, the error's counts. */
  body(requestId: string): ErrorBody {
    return {
      ...this.output,
      statusCode: this.statusCode,
      code: this.code,
      message: this.message,
      fix: fill(ERROR_CODES[this.code].fix, this.facts),
      retryable: this.retryable,
      retryAfterSeconds: this.retryAfterSeconds,
      details: [...this.details],
      requestId,
    };
  }
}

/** Any thrown thing as a `ConnectorError`: what was not foreseen becomes INTERNAL, with the original as its cause. */
export function toConnectorError(thrown: unknown): ConnectorError {
  return thrown instanceof ConnectorError ? thrown : new ConnectorError('INTERNAL', {}, [], { cause: thrown });
}
