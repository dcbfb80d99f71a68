import type { OmniInstance } from './instance.ts';

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

const BLANK = {
  baseRole: null,
  branchConnectionEnvironmentOverridesUserAttr: false,
  defaultSchema: null,
  deletedAt: null,
  environmentConnectionSwitchesSchemaModel: false,
};

/** https://docs.omni.co/api/connections/list-connections */
export function listConnections({ connections, switches }: OmniInstance) {
  const records = [...connections.values()].map((connection) => ({ ...BLANK, ...connection }));
  return { [switches.connectionsKey]: records };
}

/** https://docs.omni.co/api/connection-environments/list-connection-environments */
export const listConnectionEnvironments = ({ connectionEnvironments }: OmniInstance) => ({ connectionEnvironments });
