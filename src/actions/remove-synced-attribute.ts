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
  example: {
    input: { reference: 'region' },
    output: {
      steps: [
        { step: 'mapping', status: 'done', detail: 'The mapping to region was removed.' },
        {
          step: 'omni-app-attribute',
          status: 'done',
          detail: "The attribute region of the Omni app's profile was removed.",
        },
        {
          step: 'okta-profile-attribute',
          status: 'kept',
          detail: "The Okta user profile was not touched: it holds the users' values.",
        },
        {
          step: 'omni-attribute',
          status: 'kept',
          detail: "The attribute region in Omni and the users' values were not touched.",
        },
      ],
      complete: true,
      reference: 'region',
      oktaVariable: 'region',
      appVariable: 'region',
      failedCode: '',
      retryable: false,
      message: 'Steps done: 2; the others needed nothing.',
      dryRun: false,
    },
  },
  unfinished: ({ complete, dryRun }) => !complete && !dryRun,
  run: removeSyncedAttribute,
});
