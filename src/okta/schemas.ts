import type { JsonObject } from '../base/is-object.ts';

/** The types of an attribute: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/ */
export type OktaType = 'string' | 'number' | 'integer' | 'boolean' | 'array';

/** One choice of a closed list. */
export interface OktaChoice {
  readonly const: string | number;
  readonly title: string;
}

/** An attribute of a profile, in Okta's words: what is made here, and the part that is read. */
export type OktaProperty = {
  readonly title: string;
  readonly description?: string;
  readonly type: OktaType;
  readonly items?: {
    readonly type: OktaType;
    readonly enum?: readonly (string | number)[];
    readonly oneOf?: readonly OktaChoice[];
  };
  /** A closed list of values, in order. */
  readonly enum?: readonly (string | number)[];
  readonly oneOf?: readonly OktaChoice[];
  readonly permissions?: readonly { readonly principal: string; readonly action: string }[];
  readonly master?: { readonly type: string };
  /** The name under which an app attribute is provisioned, and its SCIM namespace. */
  readonly externalName?: string;
  readonly externalNamespace?: string;
  /** SELF: the attribute is set per user and never by a group. */
  readonly scope?: 'NONE' | 'SELF';
  /** Whether values of several groups are joined; accepted by Okta though its specification leaves it out. */
  readonly union?: 'ENABLE' | 'DISABLE';
};

/** An attribute as Okta shows it. */
export type ShownProperty = OktaProperty & {
  /** Its whole definition, with all that is not read here: a repair posts it back and changes only what is meant. */
  readonly whole: JsonObject;
};

/** A profile's attributes by variable name. */
export interface OktaSchema {
  /** Okta's own, such as `city`: they cannot be changed. */
  readonly base: ReadonlyMap<string, ShownProperty>;
  readonly custom: ReadonlyMap<string, ShownProperty>;
}
