import { defineAttribute } from '../apply/define-attributes.ts';
import { shownImpact } from '../apply/definition-impact.ts';
import { shownAttribute } from '../push/definition.ts';
import type { UpdateAttributeInput, UpdateAttributeOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Changes an Omni user attribute that exists. Its type and reference are final. */
export default defineAction<UpdateAttributeInput, UpdateAttributeOutput>({
  name: 'update-attribute',
  title: 'Update Attribute',
  description: 'Changes the label, description, default or multi-valued flag of a user attribute that exists.',
  group: 'Attributes',
  scope: 'omni.attributes.write',
  effect: 'write',
  omniRequests: 3,
  throws: [
    'ATTRIBUTE_NOT_FOUND',
    'ATTRIBUTE_STAYS_MULTI_VALUED',
    'ATTRIBUTE_SYSTEM',
    'DEFAULT_CHANGE_NEEDS_CONFIRMATION',
    'ATTRIBUTE_BUSY',
    'OMNI_CANNOT_CREATE_ATTRIBUTES',
    'OMNI_WRITE_UNCERTAIN',
  ],
  async run(context, { dryRun = false, ...wanted }) {
    const { attribute, status, impact } = await defineAttribute(context, wanted, { expects: 'existing', dryRun });
    return { attribute: shownAttribute(attribute), changed: status === 'updated', ...shownImpact(impact) };
  },
});
