/** What is the same for every failure of one code. */
export interface ErrorKind {
  readonly status: number;
  readonly message: string;
  readonly fix: string;
  /** Overrides the rule "429, 503 and 504 may be repeated as they are". */
  readonly retryable?: boolean;
  /** The body also has the fields of the action's output. */
  readonly withOutput?: boolean;
}
