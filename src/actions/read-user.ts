import { effectiveValues } from '../apply/effective-values.ts';
import { shownValues } from '../apply/read-back.ts';
import { valueText } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import type { ReadUserInput, ReadUserOutput } from '../schema/types.ts';
import { rememberedValues } from '../store/user-values.ts';
import { defineAction } from './action.ts';
import { isPickable } from './pickable.ts';

const MISSING: ReadUserOutput = {
  found: false,
  omniUserId: '',
  userName: '',
  displayName: '',
  active: false,
  valuesKnown: false,
  values: {},
  valueList: [],
  effective: [],
};

/** Reads one user and the values that Omni shows for them. */
export default defineAction<ReadUserInput, ReadUserOutput>({
  name: 'read-user',
  title: 'Read User',
  description: 'Reads a user and the attribute values that Omni holds for them.',
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 3,
  throws: ['USER_AMBIGUOUS', 'OMNI_USER_REFUSED'],
  async run({ omni, database }, { userName }) {
    const attributes = byReference(await omni.listAttributes());
    const user = await omni.findUser(userName);
    if (!user) return MISSING;
    const shown = shownValues(user, attributes);
    const remembered = await rememberedValues(database, user.id);
    const valueList = [...(shown ?? [])]
      .filter(([reference, value]) => value.length > 0 && attributes.get(reference)?.system === false)
      .map(([reference, value]) => ({
        reference,
        type: attributes.get(reference)?.type ?? 'string',
        value: valueText(value),
        values: [...value],
      }))
      .sort((one, other) => (one.reference < other.reference ? -1 : 1));
    const { id, displayName, active } = user;
    const keyed = valueList.filter(({ reference }) => isPickable(reference));
    return {
      found: true,
      omniUserId: id,
      userName: user.userName,
      displayName,
      active,
      valuesKnown: shown !== undefined,
      values: Object.fromEntries(keyed.map(({ reference, value }) => [reference, value])),
      valueList,
      effective: effectiveValues(attributes, shown, remembered).map((one) => ({ ...one, values: [...one.values] })),
    };
  },
});
