export const MODEL_KINDS = ['SCHEMA', 'SHARED', 'SHARED_EXTENSION', 'BRANCH', 'WORKBOOK', 'QUERY'] as const;

export interface OmniModel {
  readonly id: string;
  readonly name: string;
  readonly modelKind: (typeof MODEL_KINDS)[number];
  readonly connectionId: string | null;
  readonly baseModelId: string | null;
  readonly createdAt: string;
  readonly deletedAt: string | null;
  /** By the name that the double was given, as `orders.topic`. */
  files: Readonly<Record<string, string>>;
}

export interface OmniConnection {
  readonly id: string;
  readonly name: string;
  readonly dialect: string;
  readonly database: string;
  readonly userAttributeNameForConnectionsEnvironments: string | null;
  readonly userAttributeValuesForDefaultEnvironment: readonly string[] | null;
}

/** Another database for those who hold one of the values. */
export interface OmniConnectionEnvironment {
  readonly id: string;
  readonly baseConnectionId: string;
  readonly connectionId: string;
  readonly userAttributeValues: readonly string[];
}
