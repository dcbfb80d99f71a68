import { ConnectorError } from '../errors/connector-error.ts';

/** That Okta assigns two people by one name in Omni. @param ids of the two in Okta, in any order */
export const nameShared = (userName: string, ids: readonly [string, string]): ConnectorError => {
  const [one, other] = ids.toSorted();
  return new ConnectorError('OKTA_NAME_SHARED', { userName, one: one ?? '', other: other ?? '' });
};
