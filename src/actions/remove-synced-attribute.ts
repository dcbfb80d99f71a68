import type { RemoveSyncedAttributeInput, RemoveSyncedAttributeOutput } from '../schema/types.ts';
import { removeSyncedAttribute } from '../setup/remove-synced-attribute.ts';
import { defineAction } from './action.ts';

/** Takes one attribute out of Okta's push to Omni; what holds users' values stays unless asked and confirmed. */
export default defineAction<RemoveSyncedAttributeInput, RemoveSyncedAttributeOutput>({
  name: 'remove-synced-attribute',
  title: 'Remove Synced Attribute',
  description: "Removes an attribute's mapping and its place in the Omni app, so that Okta no longer pushes it.",
  group: 'Okta',
  scope: 'okta.setup',
  effect: 'write',
  omniRequests: 1,
  asksOkta: true,
  throws: [
    'ATTRIBUTE_DELETE_DISABLED',
    'ATTRIBUTE_DELETE_UNCONFIRMED',
    'ATTRIBUTE_SYSTEM',
    'OKTA_ATTRIBUTE_CONFLICT',
    'OKTA_ATTRIBUTE_IN_USE',
  ],
  unfinished: ({ complete, dryRun }) => !complete && !dryRun,
  run: removeSyncedAttribute,
});
