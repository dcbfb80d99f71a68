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
  example: {
    input: { reference: 'blob_entity', label: 'Blob Entity', type: 'string' },
    output: {
      attribute: {
        id: '9a6e0b47-5c83-4d12-a7f0-2b4d6f8091a3',
        reference: 'blob_entity',
        label: 'Blob Entity',
        type: 'string',
        multiValued: false,
        defaultValue: '',
        defaultValues: [],
        description: '',
        system: false,
      },
      created: true,
    },
  },
  async run(context, { dryRun = false, ...wanted }) {
    const { attribute, status } = await defineAttribute(context, wanted, { expects: 'new', dryRun });
    return { attribute: shownAttribute(attribute), created: status === 'created' };
  },
});
