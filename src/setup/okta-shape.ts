import type { OktaChoice, OktaProperty, OktaType } from '../okta/schemas.ts';
import type { AttributeType } from '../push/attribute.ts';

/** Which values an attribute takes, in the connector's words. */
export interface WantedShape {
  readonly type: AttributeType;
  readonly multiValued: boolean;
  /** A closed list of values; empty: any value. */
  readonly choices: readonly OktaChoice[];
}

type OktaShape = Pick<OktaProperty, 'type' | 'items' | 'enum' | 'oneOf'>;

/**
 * The same in Okta's words. Several values are an array; an Okta enum is something else, a closed list of allowed
 * values (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/).
 */
export function oktaShape({ type, multiValued, choices }: WantedShape): OktaShape {
  const entry = { type, ...(choices.length > 0 && { enum: choices.map((one) => one.const), oneOf: choices }) };
  return multiValued ? { type: 'array', items: entry } : entry;
}

const kindOf = ({ type, items }: OktaShape): string =>
  type === 'array' ? `array of ${items?.type ?? 'nothing'}` : type;

const holds = (found: OktaType | undefined, type: AttributeType): boolean =>
  found === type || (type === 'number' && found === 'integer');

/** The values of a closed list; undefined when any value is taken. */
export function closedList({ type, items, ...single }: OktaShape): readonly (string | number)[] | undefined {
  const { enum: values, oneOf } = (type === 'array' ? items : single) ?? {};
  const list = values ?? oneOf?.map((choice) => choice.const) ?? [];
  return list.length > 0 ? list : undefined;
}

const sameMembers = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  new Set(one).size === new Set(other).size && one.every((member) => other.includes(member));

/**
 * Why an existing attribute cannot hold what is wanted, to follow "it is different: "; undefined when it can. Labels
 * and order of a closed list do not decide which values fit, and a list that is not asked for is not compared.
 */
export function shapeDifference(found: OktaShape, wanted: WantedShape): string | undefined {
  const isList = found.type === 'array';
  if (isList !== wanted.multiValued || !holds(isList ? found.items?.type : found.type, wanted.type)) {
    return `it is of the type ${kindOf(found)}, not ${kindOf(oktaShape(wanted))}`;
  }
  if (wanted.choices.length === 0) return undefined;
  const list = closedList(found);
  if (!list) return 'it takes any value, not only those of a closed list';
  const asked = wanted.choices.map((choice) => choice.const);
  return sameMembers(list, asked) ? undefined : 'its closed list has other values';
}
