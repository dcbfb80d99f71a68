import { resolve } from 'node:path';
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

/** Problems as compilers say them, one a line. */
export const problemLines = ({ file }: OpenedPolicy, problems: readonly PolicyProblem[]): string =>
  problems.map((problem) => problemLine(file, problem)).join('\n');

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
  if (!reading.policy) throw new Error(problemLines(opened, reading.problems));
  return { ...opened, reading };
}
