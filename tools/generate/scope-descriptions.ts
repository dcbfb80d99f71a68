import type { Scope } from '../../src/actions/action.ts';

/** What each scope lets a caller do, as an admin reads it while creating it in Okta. */
export const SCOPE_DESCRIPTIONS: Readonly<Record<Scope, string>> = {
  'omni.attributes.read': 'List the user attributes of Omni.',
  'omni.attributes.write': 'Create, change and delete user attributes in Omni.',
  'omni.values.read': "Read users' attribute values in Omni.",
  'omni.values.write': "Write users' attribute values in Omni.",
  'okta.setup': 'Create attributes and mappings in Okta.',
  'omni.jobs.manage': 'Approve jobs, and see and decide on the jobs of every client.',
};
