import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { ApplyContext } from './context.ts';

/**
 * The user, who must exist and be active: what is written to a deactivated user is lost when they come back as a new
 * one.
 *
 * @throws ConnectorError USER_NOT_FOUND, USER_INACTIVE, USER_AMBIGUOUS
 */
export const activeUser = async ({ omni }: Pick<ApplyContext, 'omni'>, userName: string): Promise<OmniUser> =>
  active(userName, await omni.findUser(userName));

/** As `activeUser`, for who goes on to `writeWish`: that notes who bears the name. */
export const userToWrite = async ({ omni }: Pick<ApplyContext, 'omni'>, userName: string): Promise<OmniUser> =>
  active(userName, await omni.lookForUser(userName));

function active(userName: string, user: OmniUser | undefined): OmniUser {
  if (!user) throw new ConnectorError('USER_NOT_FOUND', { userName });
  if (!user.active) throw new ConnectorError('USER_INACTIVE', { userName });
  return user;
}
