import type { Filled } from '../models/usage-warnings.ts';
import { sourcedAttributes } from '../policy/sourced-attributes.ts';
import type { Services } from '../services.ts';
import { writtenReferences } from '../store/audit.ts';
import { lastOktaRead } from '../store/last-okta-read.ts';
import type { SyncOptions } from '../sync/sync-options.ts';

const WRITTEN = 'what this connector has written';

/**
 * What is known to give people values, without asking anybody: the policy, what the profile of the Omni app in Okta
 * held when a job last read it, and of what this connector has written a value.
 *
 * @param references those of the definitions What fills an attribute first is named.
 */
export async function knownSources(
  { database, policy }: Pick<Services, 'database' | 'policy'>,
  references: readonly string[],
): Promise<Filled> {
  const by = new Map<string, string>();
  for (const reference of await writtenReferences(database, references)) by.set(reference, 'This connector');
  const last = await lastOktaRead(database);
  const { sync } = (last?.options ?? {}) as { readonly sync?: Pick<SyncOptions, 'attributes'> };
  for (const { reference, variable } of sync?.attributes ?? []) {
    if (variable !== '') by.set(reference, 'The Omni app in Okta');
  }
  for (const { reference } of sourcedAttributes(policy?.policy.attributes ?? [])) by.set(reference, 'The policy');
  const okta = last && `the profile of the Omni app in Okta as of ${new Date(last.createdAt).toISOString()}`;
  return { by, lookedAt: [...(policy ? ['the policy'] : []), ...(okta ? [okta] : []), WRITTEN] };
}
