import type { SetupSyncedAttributeInput, SetupSyncedAttributeOutput } from '../schema/types.ts';
import { setupSyncedAttribute } from '../setup/setup-synced-attribute.ts';
import { defineAction } from './action.ts';

/** The whole set-up of one attribute: in Omni, in the Okta user profile, in the Omni app, and the mapping. */
export default defineAction<SetupSyncedAttributeInput, SetupSyncedAttributeOutput>({
  name: 'setup-synced-attribute',
  title: 'Set Up Synced Attribute',
  description: 'Makes an attribute exist in Omni and Okta and maps it, so that Okta pushes it; repeating it is safe.',
  group: 'Okta',
  scope: 'okta.setup',
  effect: 'write',
  omniRequests: 4,
  asksOkta: true,
  throws: [
    'ATTRIBUTE_TYPE_CONFLICT',
    'ATTRIBUTE_STAYS_MULTI_VALUED',
    'ATTRIBUTE_SYSTEM',
    'DEFAULT_CHANGE_NEEDS_CONFIRMATION',
    'ATTRIBUTE_BUSY',
    'OKTA_MAPPING_NOT_FOUND',
    'OKTA_ATTRIBUTE_CONFLICT',
    'OKTA_MAPPING_CONFLICT',
  ],
  unfinished: ({ complete, dryRun }) => !complete && !dryRun,
  run: setupSyncedAttribute,
});
