import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ValueRule } from '../push/attribute.ts';
import type { Policy } from '../schema/types.ts';
import { policyRules } from './policy-rules.ts';
import { type PolicyProblem, readPolicy } from './read-policy.ts';

/** A policy that holds now, with what follows from it. */
interface Held {
  readonly text: string;
  readonly policy: Policy;
  readonly rules: ReadonlyMap<string, ValueRule>;
}

/** A problem in one line, as compilers say it: file, line, what is wrong. */
export const problemLine = (file: string, { line, path, message }: PolicyProblem): string =>
  `${basename(file)}:${line}: ${path === '' ? '' : `${path} `}${message}`;

/** All problems in one line; the first is told whole. */
function sentence(file: string, problems: readonly PolicyProblem[]): string {
  const [first, ...others] = problems.map((problem) => problemLine(file, problem));
  return others.length > 0 ? `${first} (and ${others.length} more: policy check tells all)` : `${first}`;
}

/** The text of a file that is to hold a policy. @throws Error in one line, with the name of the file */
export function readPolicyText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? `${file} does not exist` : `${file} cannot be read: ${code}`);
  }
}

/** @throws Error in one line */
function read(file: string): Held {
  const text = readPolicyText(file);
  const { policy, problems } = readPolicy(text);
  if (!policy) throw new Error(sentence(file, problems));
  return { text, policy, rules: policyRules(policy) };
}

/**
 * The policy of a file, which may be replaced while the connector runs. A new text that cannot be followed changes
 * nothing: the last good policy holds, and `problem` says what is wrong.
 */
export class PolicyFile {
  readonly #file: string;
  #held: Held;
  #problem = '';

  /** @throws Error in one line: there is no file, or its policy cannot be followed */
  constructor(file: string) {
    this.#file = file;
    this.#held = read(file);
  }

  get policy(): Policy {
    return this.#held.policy;
  }

  /** What the values of each attribute may be, by reference. */
  get rules(): ReadonlyMap<string, ValueRule> {
    return this.#held.rules;
  }

  /** Why the file of now does not hold; empty when it does. */
  get problem(): string {
    return this.#problem;
  }

  /** Reads the file again. @returns whether anything changed: the policy, or what is wrong with it */
  refresh(): boolean {
    const before = [this.#held.text, this.#problem];
    try {
      this.#held = read(this.#file);
      this.#problem = '';
    } catch (thrown) {
      this.#problem = (thrown as Error).message;
    }
    return before[0] !== this.#held.text || before[1] !== this.#problem;
  }
}
