import { checkOutside } from '../../policy/check-outside.ts';
import type { PolicyProblem } from '../../policy/read-policy.ts';
import { say, sayJson } from '../push/terminal.ts';
import { readEnvironment } from '../read-environment.ts';
import { lookOutside } from './look-outside.ts';
import { type FollowedPolicy, openPolicy, problemLines } from './open-policy.ts';

interface CheckOptions {
  readonly json?: boolean;
  /** Asks Okta and Omni too. */
  readonly online?: boolean;
}

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What is wrong with a policy that can be followed, by what Okta and Omni have. */
async function outside(
  environment: NodeJS.ProcessEnv,
  { policy, lineOf }: FollowedPolicy['reading'],
): Promise<PolicyProblem[]> {
  const facts = await lookOutside(readEnvironment(environment), policy);
  return [...checkOutside(policy, facts)].map((problem) => ({ line: lineOf(problem.path), ...problem }));
}

/**
 * Checks a policy by its file alone, or by what Okta and Omni have as well.
 *
 * @returns the exit code: 0 when it can be followed, else 1
 */
export async function checkPolicyFile(
  environment: NodeJS.ProcessEnv,
  named: string | undefined,
  { json = false, online = false }: CheckOptions,
): Promise<number> {
  const opened = openPolicy(environment, named);
  const { file, reading } = opened;
  const problems = reading.policy ? (online ? await outside(environment, reading) : []) : reading.problems;
  const attributeCount = reading.policy?.attributes.length ?? 0;
  const ok = problems.length === 0;
  if (json) sayJson({ ok, attributeCount, problems });
  else if (ok) say(`${file}: ${some(attributeCount, 'attribute', 'attributes')}, nothing is wrong.`);
  else say(problemLines(opened, problems));
  return ok ? 0 : 1;
}
