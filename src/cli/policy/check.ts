import { readFileSync } from 'node:fs';
import { problemLine } from '../../policy/policy-file.ts';
import { readPolicy } from '../../policy/read-policy.ts';
import { say, sayJson } from '../push/terminal.ts';

interface CheckOptions {
  readonly json?: boolean;
}

/** The file that is named, else that of the setting. @throws Error when there is neither */
export function policyFileOf({ POLICY_FILE }: NodeJS.ProcessEnv, named: string | undefined): string {
  const file = named ?? POLICY_FILE;
  if (!file) throw new Error('Name a policy, as in: policy check policy.yaml; or set POLICY_FILE.');
  return file;
}

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Checks a policy by its file alone. @returns the exit code: 0 when it can be followed, else 1 */
export async function checkPolicyFile(
  environment: NodeJS.ProcessEnv,
  named: string | undefined,
  { json = false }: CheckOptions,
): Promise<number> {
  const file = policyFileOf(environment, named);
  const { policy, problems = [] } = readPolicy(readFileSync(file, 'utf8'));
  const attributeCount = policy?.attributes.length ?? 0;
  if (json) sayJson({ ok: policy !== undefined, attributeCount, problems });
  else if (policy) say(`${file}: ${some(attributeCount, 'attribute', 'attributes')}, nothing is wrong.`);
  else say(problems.map((problem) => problemLine(file, problem)).join('\n'));
  return policy ? 0 : 1;
}
