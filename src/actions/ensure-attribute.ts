import { defineAttribute } from '../apply/define-attributes.ts';
import { shownImpact } from '../apply/definition-impact.ts';
import { shownAttribute } from '../push/definition.ts';
import type { EnsureAttributeInput, EnsureAttributeOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Makes one Omni user attribute exist as described. Repeating the call changes nothing. */
export default defineAction<EnsureAttributeInput, EnsureAttributeOutput>({
  name: 'ensure-attribute',
  title: 'Ensure Attribute',
  description: 'Creates a user attribute in Omni, or updates it where it differs; repeating the call changes nothing.',
  group: 'Attributes',
  scope: 'omni.attributes.write',
  effect: 'write',
  omniRequests: 3,
  throws: [
    'ATTRIBUTE_TYPE_CONFLICT',
    'ATTRIBUTE_STAYS_MULTI_VALUED',
    'ATTRIBUTE_SYSTEM',
    'DEFAULT_CHANGE_NEEDS_CONFIRMATION',
    'ATTRIBUTE_BUSY',
    'OMNI_CANNOT_CREATE_ATTRIBUTES',
    'OMNI_WRITE_UNCERTAIN',
  ],
  async run(context, { dryRun = false, ...wanted }) {
    const { attribute, status, impact } = await defineAttribute(context, wanted, { expects: 'either', dryRun });
    const created = status === 'created';
    const updated = status === 'updated';
    return {
      attribute: shownAttribute(attribute),
      created,
      updated,
      changed: created || updated,
      ...shownImpact(impact),
    };
  },
});
