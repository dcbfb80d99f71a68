/** The bodies that Omni takes, as its OpenAPI document publishes them (JSON Schema 2020-12). */

const text = { type: 'string' };
const email = { type: 'string', format: 'email' };
const uuid = { type: 'string', format: 'uuid' };
const flag = { type: 'boolean' };
const nullableText = { type: ['string', 'null'] };
const value = { $ref: '#/components/schemas/ScimAttributeValue' };
const values = { type: 'object', additionalProperties: value };
const listOf = (items: object, limits: object = {}) => ({ type: 'array', items, ...limits });

const patchSchemas = listOf({ type: 'string', enum: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] });
const extensions = {
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': values,
  'urn:omni:params:1.0:UserAttribute': values,
};
const scalars = [text, { type: 'number' }, { type: 'boolean' }, { type: 'null' }];
const attributeValues = [text, { type: 'number' }, listOf(text), listOf({ type: 'number' }), { type: 'null' }, flag];

const defaultValue = {
  anyOf: [text, { type: 'number' }, listOf({ anyOf: [text, { type: 'number' }] }), { type: 'null' }],
};
const member = { type: 'object', properties: { display: text, value: uuid }, required: ['value'] };
const replaceOp = { type: 'string', enum: ['replace', 'Replace'] };

const emailOnlyUser = (attribute: object) => ({
  type: 'object',
  properties: { email, userAttributes: { type: 'object', additionalProperties: attribute } },
  required: ['email'],
});
const emailOnlyBulk = (attribute: object) => ({
  type: 'object',
  properties: { users: listOf(emailOnlyUser(attribute), { minItems: 1, maxItems: 20 }) },
  required: ['users'],
});

export const BODY_SCHEMAS = {
  ScimAttributeValue: { anyOf: [...attributeValues, { type: 'object', properties: {} }] },
  ScimUserCreateRequest: {
    type: 'object',
    properties: { displayName: text, userName: email, 'urn:omni:params:1.0:UserAttribute': values },
    required: ['displayName', 'userName'],
  },
  ScimUserPutRequest: {
    type: 'object',
    properties: { active: { type: 'boolean', default: true }, displayName: text, userName: email, ...extensions },
    required: ['userName'],
  },
  ScimUserPatchRequest: {
    type: 'object',
    properties: {
      Operations: listOf(
        {
          type: 'object',
          properties: {
            op: { type: 'string', enum: ['replace', 'Replace', 'add', 'Add', 'Remove', 'remove'] },
            path: text,
            value: {
              anyOf: [
                ...attributeValues,
                { type: 'object', properties: { active: flag, displayName: text, userName: email, ...extensions } },
              ],
            },
          },
          required: ['op', 'value'],
        },
        { minItems: 1 },
      ),
      schemas: patchSchemas,
    },
    required: ['Operations', 'schemas'],
  },
  ScimGroupsCreateBody: {
    type: 'object',
    properties: { displayName: text, members: listOf(member) },
    required: ['displayName'],
  },
  ScimGroupsReplaceBody: {
    type: 'object',
    properties: { displayName: text, members: listOf({ ...member, required: ['display', 'value'] }) },
    required: ['displayName', 'members'],
  },
  ScimGroupsPatchBody: {
    type: 'object',
    properties: {
      Operations: listOf({
        anyOf: [
          {
            type: 'object',
            properties: {
              op: replaceOp,
              value: { type: 'object', properties: { displayName: text, id: text }, required: ['displayName'] },
            },
            required: ['op', 'value'],
          },
          {
            type: 'object',
            properties: {
              op: { type: 'string', enum: ['remove', 'Remove'] },
              path: { type: 'string', pattern: 'members\\[value eq "(.{36})"\\]' },
            },
            required: ['op', 'path'],
          },
          {
            type: 'object',
            properties: {
              op: { type: 'string', enum: ['add', 'Add'] },
              path: { const: 'members' },
              value: listOf(member),
            },
            required: ['op', 'path', 'value'],
          },
          {
            type: 'object',
            properties: {
              op: replaceOp,
              path: { type: 'string', enum: ['members', 'displayName'] },
              value: { anyOf: [listOf(member), text] },
            },
            required: ['op', 'path', 'value'],
          },
        ],
      }),
      schemas: patchSchemas,
    },
    required: ['Operations', 'schemas'],
  },
  UserAttributeCreateBody: {
    type: 'object',
    properties: {
      name: text,
      label: text,
      type: { type: 'string', enum: ['String', 'Number'] },
      description: nullableText,
      default_value: defaultValue,
      multiple_values: flag,
    },
    required: ['name', 'type'],
  },
  UserAttributeUpdateBody: {
    type: 'object',
    properties: { label: text, description: nullableText, default_value: defaultValue, multiple_values: flag },
  },
  SelectableValuesBody: {
    type: 'object',
    properties: {
      user_id: uuid,
      group_id: text,
      values: listOf({ type: 'string', minLength: 1, maxLength: 512 }, { maxItems: 300 }),
      allow_any_value: flag,
    },
    required: ['values'],
  },
  UsersCreateEmailOnlyBody: emailOnlyUser({ anyOf: scalars }),
  UsersCreateEmailOnlyBulkBody: emailOnlyBulk({ anyOf: scalars }),
  /** The docs page's form: lists for multi-valued attributes (switch `emailOnlyArrays`). */
  EmailOnlyBodyWithLists: emailOnlyUser({ anyOf: attributeValues }),
  EmailOnlyBulkBodyWithLists: emailOnlyBulk({ anyOf: attributeValues }),
  /** The property names are not documented; these mirror the answer's `notFound`. At most 100 entries in all. */
  EmailOnlyBulkDeleteBody: {
    type: 'object',
    properties: { emails: listOf(text, { maxItems: 100 }), userIds: listOf(text, { maxItems: 100 }) },
  },
};

export type BodySchemaName = keyof typeof BODY_SCHEMAS;
