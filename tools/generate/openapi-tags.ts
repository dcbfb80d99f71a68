import type { AnyAction } from './action-modules.ts';
import { OPERATION_TAG } from './openapi-open-paths.ts';
import { DYNAMIC_TAG } from './openapi-operations.ts';

/** What the cards of each group are for. */
export const GROUP_DESCRIPTIONS: Readonly<Record<AnyAction['group'], string>> = {
  Connection: 'Whether the connector works.',
  Attributes: 'The definitions of user attributes in Omni.',
  Users: 'The values of one user.',
  Pushes: 'The values of many users, as jobs that can be watched, approved and undone.',
  Okta: 'The attributes and mappings in Okta that feed Omni.',
  Reports: 'What differs between Okta and Omni.',
};

/** The groups of operations, those of the cards first. */
export function openapiTags(actions: readonly AnyAction[]): object[] {
  const groups = [...new Set(actions.map(({ group }) => group))];
  return [
    ...groups.map((group) => ({ name: group, description: GROUP_DESCRIPTIONS[group] })),
    { name: DYNAMIC_TAG, description: 'The lists that Connector Builder asks while a flow is designed.' },
    { name: OPERATION_TAG, description: 'Health, metrics and documents; no token is asked for.' },
  ];
}
