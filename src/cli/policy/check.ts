import { plural } from '../../base/plural.ts';
import { checkOutside, warnOfGroups } from '../../policy/check-outside.ts';
import type { PolicyProblem } from '../../policy/read-policy.ts';
import { withOmni } from '../one-off-clients.ts';
import { say, sayJson } from '../push/terminal.ts';
import { readEnvironment } from '../read-environment.ts';
import { lookOutside } from './look-outside.ts';
import {
  type FollowedPolicy,
  type OpenedPolicy,
  openPolicy,
  placed,
  problemLines,
  warningLines,
} from './open-policy.ts';

interface CheckOptions {
  readonly json?: boolean;
  /** Asks Okta and Omni too. */
  readonly online?: boolean;
}

/** What is wrong with a policy, and what may be meant so. */
interface Findings {
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

/** Of a policy that can be followed, by what Okta and Omni have. */
async function outside(environment: NodeJS.ProcessEnv, { reading }: FollowedPolicy): Promise<Findings> {
  const { policy } = reading;
  const settings = readEnvironment(environment);
  const facts = await withOmni(settings, (askOmni) => lookOutside(settings, askOmni, policy));
  return {
    problems: placed(reading, checkOutside(policy, facts)),
    warnings: placed(reading, warnOfGroups(policy, facts)),
  };
}

async function findings(environment: NodeJS.ProcessEnv, opened: OpenedPolicy, online: boolean): Promise<Findings> {
  const { reading } = opened;
  if (!reading.policy) return { problems: reading.problems, warnings: [] };
  return online ? await outside(environment, { ...opened, reading }) : { problems: [], warnings: [] };
}

/**
 * Checks a policy by its file alone, or by what Okta and Omni have as well.
 *
 * @returns the exit code: 0 when it can be followed, warnings included, else 1
 */
export async function checkPolicyFile(
  environment: NodeJS.ProcessEnv,
  named: string | undefined,
  { json = false, online = false }: CheckOptions,
): Promise<number> {
  const opened = openPolicy(environment, named);
  const { file, reading } = opened;
  const { problems, warnings } = await findings(environment, opened, online);
  const attributeCount = reading.policy?.attributes.length ?? 0;
  const ok = problems.length === 0;
  if (json) {
    sayJson({ ok, attributeCount, problems, warnings });
    return ok ? 0 : 1;
  }
  const wrong = warnings.length > 0 ? 'nothing else' : 'nothing';
  const verdict = `${file}: ${plural(attributeCount, 'attribute')}, ${wrong} is wrong.`;
  say([...problemLines(opened, problems), ...warningLines(opened, warnings), ...(ok ? [verdict] : [])].join('\n'));
  return ok ? 0 : 1;
}
