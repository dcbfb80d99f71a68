import { problemsOf } from '../schema/problems.ts';
import type { Policy } from '../schema/types.ts';
import { validatorOf } from '../schema/validator.ts';
import { checkPolicy } from './check-policy.ts';
import { readDocument, UnreadableDocument } from './policy-document.ts';

/** What is wrong with a policy, and where. */
export interface PolicyProblem {
  /** From 1. */
  readonly line: number;
  /** A JSON pointer; empty for the whole. */
  readonly path: string;
  /** What is wrong, as the end of a sentence that begins with the place. */
  readonly message: string;
}

/** A policy that can be followed, or why it cannot be. */
export type PolicyReading =
  | { readonly policy: Policy; readonly problems?: undefined; lineOf(path: string): number }
  | { readonly policy?: undefined; readonly problems: readonly PolicyProblem[]; readonly lineOf?: undefined };

const SCHEMA = 'policy.json';
const fitsSchema = validatorOf(SCHEMA);
/** The reading holds up all else of the process, for half a second of this; docs/limits.md. */
const MAX_BYTES = 262_144;
const MAX_PROBLEMS = 20;
const EMPTY = 'is empty: a policy begins with version: 1 and attributes:, as samples/policy.yaml does';

const isPolicy = (value: unknown): value is Policy => fitsSchema(value);

/** Reads a policy from its text, YAML or JSON, and checks all that can be checked without asking anybody. */
export function readPolicy(text: string): PolicyReading {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    return { problems: [{ line: 1, path: '', message: `is larger than ${MAX_BYTES} bytes` }] };
  }
  try {
    const { value, lineOf } = readDocument(text);
    if (value === null) return { problems: [{ line: 1, path: '', message: EMPTY }] };
    const found = isPolicy(value) ? [...checkPolicy(value)].slice(0, MAX_PROBLEMS) : problemsOf(SCHEMA, value);
    if (isPolicy(value) && found.length === 0) return { policy: value, lineOf };
    return { problems: found.map((problem) => ({ line: lineOf(problem.path), ...problem })) };
  } catch (thrown) {
    if (!(thrown instanceof UnreadableDocument)) throw thrown;
    return { problems: [{ line: thrown.line, path: '', message: `cannot be read: ${thrown.message}` }] };
  }
}
