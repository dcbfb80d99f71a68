import type { OmniInstance } from './instance.ts';

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
