import { shownAttribute } from '../push/definition.ts';
import type { ListAttributesInput, ListAttributesOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

/** Lists Omni's user attributes, at most a minute old. */
export default defineAction<ListAttributesInput, ListAttributesOutput>({
  name: 'list-attributes',
  title: 'List Attributes',
  description: 'Lists the user attributes of the Omni instance.',
  group: 'Attributes',
  scope: 'omni.attributes.read',
  effect: 'read',
  omniRequests: 1,
  throws: [],
  async run({ omni }, { includeSystem = false }) {
    const attributes = (await omni.listAttributes())
      .filter(({ system }) => includeSystem || !system)
      .toSorted((one, other) => (one.reference < other.reference ? -1 : 1))
      .map(shownAttribute);
    return { attributes, count: attributes.length };
  },
});
