import { defineAttribute } from '../apply/define-attributes.ts';
import { shownAttribute } from '../push/definition.ts';
import type { CreateAttributeInput, CreateAttributeOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Creates an Omni user attribute that must be new. */
export default defineAction<CreateAttributeInput, CreateAttributeOutput>({
  name: 'create-attribute',
  title: 'Create Attribute',
  description: 'Creates a user attribute in Omni, and fails when the reference is taken.',
  group: 'Attributes',
  scope: 'omni.attributes.write',
  effect: 'write',
  omniRequests: 3,
  throws: ['ATTRIBUTE_EXISTS', 'ATTRIBUTE_TYPE_CONFLICT', 'OMNI_CANNOT_CREATE_ATTRIBUTES', 'OMNI_WRITE_UNCERTAIN'],
  async run(context, { dryRun = false, ...wanted }) {
    const { attribute, status } = await defineAttribute(context, wanted, { expects: 'new', dryRun });
    return { attribute: shownAttribute(attribute), created: status === 'created' };
  },
});
