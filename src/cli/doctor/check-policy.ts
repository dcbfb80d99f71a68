import type { Settings } from '../../config/settings.ts';
import { checkOutside } from '../../policy/check-outside.ts';
import { PolicyFile } from '../../policy/policy-file.ts';
import { sourcedAttributes } from '../../policy/sourced-attributes.ts';
import type { Policy } from '../../schema/types.ts';
import type { AskOmni } from '../one-off-clients.ts';
import { lookOutside } from '../policy/look-outside.ts';
import { type Finding, lookInTurn, type Seen, Wrong } from './finding.ts';

/** A server that runs goes on with the last good policy, and could not start again with this one. @throws Wrong */
function readPolicyFile(file: string): Policy {
  try {
    return new PolicyFile(file).policy;
  } catch (thrown) {
    throw new Wrong(`${(thrown as Error).message}.`, 'Correct it: policy check names every problem by its line.');
  }
}

/** @throws Wrong; ConnectorError of Omni and Okta */
async function compareOutside(settings: Settings, askOmni: AskOmni, policy: Policy): Promise<Seen> {
  const problems = [...checkOutside(policy, await lookOutside(settings, askOmni, policy))];
  if (problems.length === 0) return 'Okta and Omni have what it names.';
  const told = problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
  throw new Wrong(told, 'policy check --online says it by line.');
}

/** Whether the policy can be followed, and whether Okta and Omni have what it names. */
export function checkPolicy(settings: Settings, askOmni: AskOmni): Promise<Finding[]> {
  const { policyFile = '' } = settings;
  const read = (): Seen => {
    const { attributes } = readPolicyFile(policyFile);
    return `${attributes.length} attributes, ${sourcedAttributes(attributes).length} of them with a source.`;
  };
  return lookInTurn([
    ['Policy', read],
    ['Policy: outside', () => compareOutside(settings, askOmni, readPolicyFile(policyFile))],
  ]);
}
