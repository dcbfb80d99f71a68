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
    'OKTA_MAPPING_NOT_FOUND',
    'OKTA_ATTRIBUTE_CONFLICT',
    'OKTA_MAPPING_CONFLICT',
  ],
  example: {
    input: { reference: 'region', label: 'Region', type: 'string' },
    output: {
      steps: [
        { step: 'omni-attribute', status: 'done', detail: 'The attribute region in Omni was created.' },
        {
          step: 'okta-profile-attribute',
          status: 'done',
          detail: 'The attribute region of the Okta user profile was created.',
        },
        {
          step: 'omni-app-attribute',
          status: 'done',
          detail: "The attribute region of the Omni app's profile was created.",
        },
        {
          step: 'mapping',
          status: 'done',
          detail: "The mapping from user.region to the Omni app's region was created.",
        },
        {
          step: 'provisioning',
          status: 'manual',
          detail:
            'Look whether Okta may update users in Omni: Applications > Omni > Provisioning > To App. No API tells it or switches it on.',
        },
        {
          step: 'values',
          status: 'manual',
          detail:
            'Give the users their values, in Okta or with set-okta-values; sync-from-okta then pushes them to Omni.',
        },
      ],
      complete: true,
      reference: 'region',
      oktaVariable: 'region',
      appVariable: 'region',
      failedCode: '',
      retryable: false,
      message: 'Steps done: 4; the others needed nothing. What is manual is left to you.',
      dryRun: false,
    },
  },
  unfinished: ({ complete, dryRun }) => !complete && !dryRun,
  run: setupSyncedAttribute,
});
