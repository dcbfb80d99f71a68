import { ConnectorError } from '../errors/connector-error.ts';
import {
  type Attribute,
  type AttributeShape,
  type AttributeType,
  type AttributeValue,
  valueText,
} from './attribute.ts';
import { coerce } from './coerce.ts';
import { sameValue } from './compare.ts';

/** All of Omni's own attributes are named like this; an attribute of one's own should never look like one of them. */
const SYSTEM_PREFIX = 'omni_';

/** What a caller says about a definition; what is left out is left alone. `null` as default means "no default". */
export interface WantedAttribute {
  readonly reference: string;
  readonly label?: string;
  readonly type?: AttributeType;
  readonly multiValued?: boolean;
  readonly defaultValue?: unknown;
  readonly description?: string;
}

/** The parts of a definition that Omni lets one change. */
export type AttributeUpdate = Partial<Pick<Attribute, 'label' | 'multiValued' | 'defaultValue' | 'description'>>;

/** What has to be done so that a definition is as wanted, and how it will look. */
export type DefinitionPlan =
  | { readonly step: 'none'; readonly after: Attribute }
  | { readonly step: 'create'; readonly after: Attribute }
  | { readonly step: 'update'; readonly after: Attribute; readonly update: AttributeUpdate };

function readDefault(shape: AttributeShape, input: unknown): AttributeValue {
  try {
    return coerce(shape, input, 'refuse').value;
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    throw thrown.withDetails([{ path: '/defaultValue', message: thrown.message }], { field: 'defaultValue' });
  }
}

function refuseConflicts(found: Attribute, wanted: WantedAttribute): void {
  const { reference } = wanted;
  if (found.system) throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference });
  // https://docs.omni.co/api/user-attributes/update-a-user-attribute-definition - the type is final.
  if (wanted.type && wanted.type !== found.type) {
    throw new ConnectorError('ATTRIBUTE_TYPE_CONFLICT', { reference, has: found.type, wanted: wanted.type });
  }
  // The same page: several values can be allowed later, never taken back.
  if (found.multiValued && wanted.multiValued === false) {
    throw new ConnectorError('ATTRIBUTE_STAYS_MULTI_VALUED', { reference });
  }
}

function planUpdate(found: Attribute, wanted: WantedAttribute): DefinitionPlan {
  refuseConflicts(found, wanted);
  const multiValued = wanted.multiValued ?? found.multiValued;
  const defaultValue =
    wanted.defaultValue === undefined
      ? found.defaultValue
      : readDefault({ reference: found.reference, type: found.type, multiValued }, wanted.defaultValue);
  const update: AttributeUpdate = {
    ...(wanted.label !== undefined && wanted.label !== found.label && { label: wanted.label }),
    ...(wanted.description !== undefined &&
      wanted.description !== found.description && { description: wanted.description }),
    ...(multiValued !== found.multiValued && { multiValued }),
    ...(!sameValue(defaultValue, found.defaultValue) && { defaultValue }),
  };
  const after = { ...found, ...update };
  return Object.keys(update).length === 0 ? { step: 'none', after } : { step: 'update', after, update };
}

/**
 * Plans how a definition becomes what is wanted. Only what the caller named is compared and changed.
 *
 * @param found the definition in Omni, if there is one
 * @throws ConnectorError ATTRIBUTE_SYSTEM, ATTRIBUTE_TYPE_CONFLICT, ATTRIBUTE_STAYS_MULTI_VALUED, or VALUE_… when the
 *   default does not fit
 */
export function planDefinition(found: Attribute | undefined, wanted: WantedAttribute): DefinitionPlan {
  if (found) return planUpdate(found, wanted);
  if (wanted.reference.startsWith(SYSTEM_PREFIX)) {
    throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference: wanted.reference });
  }
  const { reference, type = 'string', multiValued = false, label = reference, description = '' } = wanted;
  const shape = { reference, type, multiValued };
  const defaultValue = wanted.defaultValue === undefined ? [] : readDefault(shape, wanted.defaultValue);
  return { step: 'create', after: { ...shape, id: '', label, description, defaultValue, system: false } };
}

/** Whether Omni shows a definition as it was planned. */
export const isAsPlanned = (found: Attribute, planned: Attribute): boolean =>
  found.type === planned.type &&
  found.multiValued === planned.multiValued &&
  found.label === planned.label &&
  found.description === planned.description &&
  sameValue(found.defaultValue, planned.defaultValue);

/** A definition as answers show it: every key always there, each of one type. */
export const shownAttribute = (attribute: Attribute) => ({
  id: attribute.id,
  reference: attribute.reference,
  label: attribute.label,
  type: attribute.type,
  multiValued: attribute.multiValued,
  defaultValue: valueText(attribute.defaultValue),
  defaultValues: [...attribute.defaultValue],
  description: attribute.description,
  system: attribute.system,
});
