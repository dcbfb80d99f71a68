import { resolve } from 'node:path';
import type { ErrorDetail } from '../../errors/connector-error.ts';
import { problemLine, readPolicyText } from '../../policy/policy-file.ts';
import { type PolicyProblem, type PolicyReading, readPolicy } from '../../policy/read-policy.ts';

/** A policy of a file, as it was read or why it cannot be. */
export interface OpenedPolicy {
  readonly file: string;
  readonly text: string;
  readonly reading: PolicyReading;
}

/** A policy that can be followed. */
export interface FollowedPolicy extends OpenedPolicy {
  readonly reading: Extract<PolicyReading, { readonly policy: object }>;
}

/** What was found of a policy that was read, with the lines. */
export const placed = ({ lineOf }: FollowedPolicy['reading'], found: Iterable<ErrorDetail>): PolicyProblem[] =>
  [...found].map((problem) => ({ line: lineOf(problem.path), ...problem }));

/** Problems as compilers say them. */
export const problemLines = ({ file }: OpenedPolicy, problems: readonly PolicyProblem[]): string[] =>
  problems.map((problem) => problemLine(file, problem));

/** What may be meant so, in the same form. */
export const warningLines = ({ file }: OpenedPolicy, warnings: readonly PolicyProblem[]): string[] =>
  warnings.map(({ line, path, message }) => problemLine(file, { line, path: `warning: ${path}`, message }));

/**
 * Reads the file that is named, else that of the setting.
 *
 * @throws Error when there is neither, or the file cannot be read
 */
export function openPolicy({ POLICY_FILE }: NodeJS.ProcessEnv, named: string | undefined): OpenedPolicy {
  const file = named ?? POLICY_FILE;
  if (!file) throw new Error('Name a policy, as in: policy check policy.yaml; or set POLICY_FILE.');
  const text = readPolicyText(file);
  return { file, text, reading: readPolicy(text) };
}

/** The environment in which a connector inside of this process follows the policy. */
export const following = (environment: NodeJS.ProcessEnv, { file }: OpenedPolicy): NodeJS.ProcessEnv => ({
  ...environment,
  POLICY_FILE: resolve(file),
});

/** As `openPolicy`. @throws Error with what is wrong, by line */
export function followPolicy(environment: NodeJS.ProcessEnv, named: string | undefined): FollowedPolicy {
  const opened = openPolicy(environment, named);
  const { reading } = opened;
  if (!reading.policy) throw new Error(problemLines(opened, reading.problems).join('\n'));
  return { ...opened, reading };
}
