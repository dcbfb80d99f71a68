import type { Log } from './base/log.ts';
import type { Metrics } from './base/metrics.ts';
import type { Settings } from './config/settings.ts';
import type { Omni } from './omni/omni.ts';
import type { PolicyFile } from './policy/policy-file.ts';
import type { Services } from './services.ts';

/**
 * Loads what reads a policy where there is one alone: it makes a start longer.
 *
 * @throws Error in one line when there is a policy that cannot be followed
 */
export async function openPolicy({ policyFile }: Settings): Promise<PolicyFile | undefined> {
  if (policyFile === undefined) return undefined;
  const loaded = await import('./policy/policy-file.ts');
  try {
    return new loaded.PolicyFile(policyFile);
  } catch (thrown) {
    throw new Error(`POLICY_FILE: ${(thrown as Error).message}`);
  }
}

/** Each key that there is, and none that was taken out. */
export function showKeys({ omniKeyRefused }: Metrics, instance: Omni): void {
  omniKeyRefused.reset();
  for (const { number: key, refused } of instance.keys()) omniKeyRefused.set({ key }, refused ? 1 : 0);
}

/** Takes a policy that was replaced. */
async function followPolicy(policy: PolicyFile, log: Log): Promise<void> {
  if (!policy.refresh()) return;
  if (policy.problem === '') log.info('the policy was replaced: from now on the new one holds');
  else log.error({ problem: policy.problem }, 'the new policy cannot be followed: the last good one holds');
}

/** Tells of files of secrets that were replaced; each counts as soon as it is asked for. */
function followSecretFiles({ settings, metrics, instance, log }: Services): void {
  for (const file of settings.secretFiles) {
    const { setting } = file;
    const news = file.news();
    if (news === 'taken') log.info({ setting }, 'the file of a secret was replaced: from now on the new one holds');
    if (news === 'refused')
      log.error({ setting, problem: file.problem }, 'the file of a secret does not count: the last good one holds');
    if (news && setting === 'OMNI_API_KEYS_FILE') showKeys(metrics, instance);
  }
}

/** Looks whether the policy and the files of secrets were replaced, and tells of it. */
export async function followFiles(services: Services): Promise<void> {
  const { policy, log } = services;
  if (policy) await followPolicy(policy, log);
  followSecretFiles(services);
}
