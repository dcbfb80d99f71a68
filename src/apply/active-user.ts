import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { ApplyContext } from './context.ts';

/**
 * The user, who must exist and be active: what is written to a deactivated user is lost when they come back as a new
 * one.
 *
 * @throws ConnectorError USER_NOT_FOUND, USER_INACTIVE, USER_AMBIGUOUS
 */
export async function activeUser({ omni }: Pick<ApplyContext, 'omni'>, userName: string): Promise<OmniUser> {
  const user = await omni.findUser(userName);
  if (!user) throw new ConnectorError('USER_NOT_FOUND', { userName });
  if (!user.active) throw new ConnectorError('USER_INACTIVE', { userName });
  return user;
}
