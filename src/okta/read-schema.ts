import type { JsonObject } from '../base/is-object.ts';
import type { OktaChoice, OktaProperty, OktaSchema, OktaType, ShownProperty } from './schemas.ts';
import { listOf, objectOf, optionalObjectOf, textOf, unexpected } from './shape.ts';

/** The fields of these names that are texts. */
function texts<Name extends string>(json: JsonObject, names: readonly Name[]): { readonly [K in Name]?: string } {
  const found = names.filter((name) => typeof json[name] === 'string').map((name) => [name, json[name]]);
  return Object.fromEntries(found) as { [K in Name]?: string };
}

function readValue(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw unexpected('a value of a closed list is neither text nor number');
}

function readChoice(value: unknown): OktaChoice {
  const choice = objectOf(value, 'a choice of a closed list');
  return { const: readValue(choice.const), title: textOf(choice.title, "a choice's title") };
}

/** A closed list of values, in either of Okta's forms. */
function readList(json: JsonObject) {
  return {
    ...(json.enum != null && { enum: listOf(json.enum, 'enum').map(readValue) }),
    ...(json.oneOf != null && { oneOf: listOf(json.oneOf, 'oneOf').map(readChoice) }),
  };
}

/** Okta may come to know further types: they equal none of ours, and nothing else is asked of them. */
const readType = (value: unknown, what: string): OktaType => textOf(value, `the type of ${what}`) as OktaType;

function readItems(value: unknown, what: string): OktaProperty['items'] & object {
  const items = objectOf(value, `items of ${what}`);
  return { type: readType(items.type, `items of ${what}`), ...readList(items) };
}

function readPermissions(value: unknown): OktaProperty['permissions'] & object {
  return listOf(value, 'permissions').map((one) => {
    const { principal, action } = objectOf(one, 'a permission');
    return {
      principal: textOf(principal, "a permission's principal"),
      action: textOf(action, "a permission's action"),
    };
  });
}

/** The definition of one attribute. */
export function readProperty(variable: string, value: unknown): ShownProperty {
  const what = `the attribute ${variable}`;
  const json = objectOf(value, what);
  const { scope, union } = texts(json, ['scope', 'union']);
  return {
    ...texts(json, ['description', 'externalName', 'externalNamespace']),
    title: typeof json.title === 'string' ? json.title : '',
    type: readType(json.type, what),
    ...readList(json),
    ...(json.items != null && { items: readItems(json.items, what) }),
    ...(json.permissions != null && { permissions: readPermissions(json.permissions) }),
    ...(json.master != null && { master: { type: textOf(objectOf(json.master, 'master').type, "master's type") } }),
    ...((scope === 'NONE' || scope === 'SELF') && { scope }),
    ...((union === 'ENABLE' || union === 'DISABLE') && { union }),
    whole: json,
  };
}

function readProperties(definition: unknown, what: string): ReadonlyMap<string, ShownProperty> {
  const properties = optionalObjectOf(optionalObjectOf(definition, what).properties, `${what}.properties`);
  return new Map(Object.entries(properties).map(([variable, value]) => [variable, readProperty(variable, value)]));
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/ */
export function readSchema(json: unknown): OktaSchema {
  const definitions = objectOf(objectOf(json, 'the schema').definitions, 'the definitions of the schema');
  return {
    base: readProperties(definitions.base, 'definitions.base'),
    custom: readProperties(definitions.custom, 'definitions.custom'),
  };
}
