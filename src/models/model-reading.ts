/** Where something stands in a model. */
export interface ModelPlace {
  /** The path of the file as Omni gives it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Rows that a topic shows only to whoever holds a value. */
export interface AccessFilter extends ModelPlace {
  readonly reference: string;
  /** Empty: a default of the model, for every topic without filters of its own. */
  readonly topic: string;
  /** `view.field`, as the model writes it. */
  readonly field: string;
  /** Whoever holds one of these sees every row. */
  readonly unfiltered: readonly string[];
  /** Compares with LIKE: `%` and `_` in a value match more than themselves. */
  readonly wildcards: boolean;
}

/** A door that values of one attribute open. */
export interface AccessGrant extends ModelPlace {
  readonly name: string;
  readonly reference: string;
  readonly allowed: readonly string[];
}

/** How a grant is asked for: without it a thing is refused, hidden, or shown as a hash. */
export type GrantParameter = 'required_access_grants' | 'hidden_unless_access_grants' | 'mask_unless_access_grants';

/** A thing that asks for grants. */
export interface GrantUse extends ModelPlace {
  readonly parameter: GrantParameter;
  /** A topic itself, every topic that says nothing of its own, or a part: a view or a field. */
  readonly of: 'topic' | 'every-topic' | 'part';
  /** Empty where it is not part of one topic; of a default of the model, too. */
  readonly topic: string;
  /** In words, as `field orders.margin`. */
  readonly thing: string;
  /** All of them must hold; in each, `&` binds what must hold together before `|` offers another way. */
  readonly wanted: readonly string[];
}

/** Another place that names an attribute. */
export interface Mention extends ModelPlace {
  readonly reference: string;
  readonly topic: string;
  readonly kind: 'field' | 'extension' | 'other';
  readonly detail: string;
}

export interface Topic {
  readonly name: string;
  readonly file: string;
  /** It has `access_filters`, also an empty list: then the defaults of the model do not hold for it. */
  readonly ownFilters: boolean;
  /** It has `required_access_grants`, also an empty list. */
  readonly ownGrants: boolean;
  /** It has `hidden_unless_access_grants`, also an empty list. */
  readonly ownHiding: boolean;
  /** Names of topics whose parameters hold where it has none of its own. */
  readonly bases: readonly string[];
  /** The view that its rows come from; empty where it does not say. */
  readonly baseView: string;
}

/** A part of a model that could not be read. */
export interface ModelProblem extends ModelPlace {
  readonly message: string;
}

/** What the files of one model say about user attributes. */
export interface ModelReading {
  readonly filters: readonly AccessFilter[];
  readonly grants: readonly AccessGrant[];
  readonly grantUses: readonly GrantUse[];
  readonly mentions: readonly Mention[];
  readonly topics: readonly Topic[];
  readonly problems: readonly ModelProblem[];
}
