import type { JsonObject } from '../../base/is-object.ts';
import type { OktaMapping } from '../../okta/mappings.ts';
import { type AppAttribute, omniAppAttributes, plainVariable } from '../../okta/omni-app-attributes.ts';
import type { OktaChoice, OktaSchema, ShownProperty } from '../../okta/schemas.ts';
import { blocks, type HclBlocks, type HclBody, hclBlock, reference } from './hcl.ts';

/** The attributes of an org that carry Omni's, as they are now. */
export interface OrgAttributes {
  readonly appId: string;
  readonly userSchema: OktaSchema;
  readonly appSchema: OktaSchema;
  readonly mapping: OktaMapping;
}

/** Names of Terraform begin with a letter or an underscore; variables of Okta need not. */
const nameOf = (variable: string): string => (/^[A-Za-z_]/.test(variable) ? variable : `_${variable}`);

/** The provider lists the values of a closed list as texts, whatever their type. */
const choices = (list: readonly OktaChoice[] | undefined) =>
  list && blocks(...list.map(({ const: value, title }) => ({ const: String(value), title })));

const numberOf = ({ whole }: ShownProperty, name: string): number | undefined =>
  typeof whole[name] === 'number' ? whole[name] : undefined;
const textOf = ({ whole }: ShownProperty, name: string): string | undefined =>
  typeof whole[name] === 'string' ? whole[name] : undefined;

/** What both kinds of attributes have: all that the provider would otherwise reset, or make the attribute anew for. */
function common(variable: string, property: ShownProperty): HclBody {
  const { title, type, items, description, permissions, master } = property;
  const self = permissions?.find(({ principal }) => principal === 'SELF');
  const isList = type === 'array';
  return {
    index: variable,
    title,
    type,
    description,
    array_type: items?.type,
    array_enum: items?.enum?.map(String),
    enum: property.enum?.map(String),
    permissions: self?.action,
    master: master?.type,
    scope: property.scope,
    required: property.whole.required === true ? true : undefined,
    min_length: numberOf(property, 'minLength'),
    max_length: numberOf(property, 'maxLength'),
    unique: isList ? undefined : textOf(property, 'unique'),
    one_of: choices(property.oneOf),
    array_one_of: choices(items?.oneOf),
  };
}

/** The attribute that is there is taken over: Terraform would try to make it otherwise. */
const importOf = (to: string, id: string): string => hclBlock(['import'], { to: reference(to), id });

function appAttribute(appId: string, { variable, property }: AppAttribute): string[] {
  const name = nameOf(variable);
  const { externalName, externalNamespace, union } = property;
  const body = {
    app_id: reference('local.omni_app_id'),
    ...common(variable, property),
    external_name: externalName,
    external_namespace: externalNamespace,
    union: union === 'ENABLE' ? true : undefined,
  };
  return [
    hclBlock(['resource', 'okta_app_user_schema_property', name], body),
    importOf(`okta_app_user_schema_property.${name}`, `${appId}/${variable}`),
  ];
}

/** The sources of an attribute that has a list of its own of them. */
function override({ whole }: ShownProperty): HclBlocks | undefined {
  const { priority } = whole.master as JsonObject;
  if (!Array.isArray(priority)) return undefined;
  return blocks(...priority.map(({ type, value }) => ({ type, value })));
}

function userAttribute(variable: string, property: ShownProperty): string[] {
  const name = nameOf(variable);
  const body = {
    ...common(variable, property),
    external_name: property.externalName,
    external_namespace: property.externalNamespace,
    pattern: textOf(property, 'pattern'),
    master_override_priority: property.master?.type === 'OVERRIDE' ? override(property) : undefined,
  };
  return [
    hclBlock(['resource', 'okta_user_schema_property', name], body),
    importOf(`okta_user_schema_property.${name}`, variable),
  ];
}

/** The attributes of the Okta profile that feed those of the app by a plain mapping; Okta's own are not made. */
function feeding(attributes: readonly AppAttribute[], { userSchema, mapping }: OrgAttributes): string[] {
  const variables = attributes.flatMap(({ variable }) => {
    const expression = mapping.properties.get(variable)?.expression ?? '';
    return plainVariable(expression) ?? [];
  });
  return [...new Set(variables)].flatMap((variable) => {
    const property = userSchema.custom.get(variable);
    return property ? userAttribute(variable, property) : [];
  });
}

function mappingBlocks(attributes: readonly AppAttribute[], { mapping }: OrgAttributes): string[] {
  const mapped = attributes.flatMap(({ variable }) => {
    const found = mapping.properties.get(variable);
    return found ? [{ id: variable, expression: found.expression, push_status: found.pushStatus }] : [];
  });
  if (mapped.length === 0) return [];
  const names = attributes.map(({ variable }) => reference(`okta_app_user_schema_property.${nameOf(variable)}`));
  const body = {
    source_id: reference('data.okta_user_profile_mapping_source.user.id'),
    target_id: reference('local.omni_app_id'),
    delete_when_absent: false,
    depends_on: names,
    mappings: blocks(...mapped),
  };
  return [
    hclBlock(['data', 'okta_user_profile_mapping_source', 'user'], {}),
    hclBlock(
      ['resource', 'okta_profile_mapping', 'omni'],
      body,
      'Only these attributes: with delete_when_absent the mapping of the names and of all else would go.',
    ),
  ];
}

/** The attributes on both sides and the mapping between them, as they are in the org now. */
export function attributeBlocks(org: OrgAttributes): string[] {
  const attributes = omniAppAttributes(org.appSchema);
  return [
    hclBlock(['locals'], { omni_app_id: org.appId }, 'The Omni app in Okta.'),
    ...feeding(attributes, org),
    ...attributes.flatMap((attribute) => appAttribute(org.appId, attribute)),
    ...mappingBlocks(attributes, org),
  ];
}
