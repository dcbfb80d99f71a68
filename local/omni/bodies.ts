import type { BodySchemaName } from './body-schemas.ts';

/** A value as it travels: what the definition makes of it is checked later. */
export type SentValue = string | number | boolean | null | readonly (string | number)[] | object;
export type SentValues = Readonly<Record<string, SentValue>>;

export const USER_ATTRIBUTES = 'urn:omni:params:1.0:UserAttribute';

/** The parts of a user that SCIM can write. */
export interface UserParts {
  readonly userName?: string;
  readonly displayName?: string;
  readonly active?: boolean;
  readonly [USER_ATTRIBUTES]?: SentValues;
}

export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value: SentValue;
}

export interface GroupMember {
  readonly value: string;
  readonly display?: string;
}

export interface GroupOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: string | readonly GroupMember[] | { readonly displayName: string };
}

export type DefaultValue = string | number | readonly (string | number)[] | null;

interface DefinitionUpdate {
  readonly label?: string;
  readonly description?: string | null;
  readonly default_value?: DefaultValue;
  readonly multiple_values?: boolean;
}

export interface EmailOnlyBody {
  readonly email: string;
  readonly userAttributes?: SentValues;
}

/** The type that each schema proves. */
interface KnownBodies {
  ScimUserCreateRequest: UserParts & { readonly userName: string; readonly displayName: string };
  ScimUserPutRequest: UserParts & { readonly userName: string };
  ScimUserPatchRequest: { readonly Operations: readonly PatchOperation[] };
  ScimGroupsCreateBody: { readonly displayName: string; readonly members?: readonly GroupMember[] };
  ScimGroupsReplaceBody: { readonly displayName: string; readonly members: readonly GroupMember[] };
  ScimGroupsPatchBody: { readonly Operations: readonly GroupOperation[] };
  UserAttributeCreateBody: DefinitionUpdate & { readonly name: string; readonly type: 'String' | 'Number' };
  /** `name` and `type` are not in the schema, and not forbidden by it. */
  UserAttributeUpdateBody: DefinitionUpdate & { readonly name?: unknown; readonly type?: unknown };
  SelectableValuesBody: {
    readonly user_id?: string;
    readonly group_id?: string;
    readonly values: readonly string[];
    readonly allow_any_value?: boolean;
  };
  UsersCreateEmailOnlyBody: EmailOnlyBody;
  UsersCreateEmailOnlyBulkBody: { readonly users: readonly EmailOnlyBody[] };
  EmailOnlyBodyWithLists: EmailOnlyBody;
  EmailOnlyBulkBodyWithLists: { readonly users: readonly EmailOnlyBody[] };
  EmailOnlyBulkDeleteBody: { readonly emails?: readonly string[]; readonly userIds?: readonly string[] };
}

export type BodyName = keyof KnownBodies & BodySchemaName;
export type Body<Name extends BodyName> = KnownBodies[Name];
