import { ConnectorError } from '../errors/connector-error.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { ApplyContext } from './context.ts';

/** Somebody as Okta knows them. */
export interface KnownToOkta {
  /** The name in Omni, as Okta has it. */
  readonly userName: string;
  /** Omni's id of them, as Okta knows it; empty when Okta has not provisioned them. */
  readonly externalId: string;
}

/**
 * Why Omni has nobody of a name, where the reason is a change of it: Omni has the person under another one. For telling
 * alone, and never to write by: an id that Okta remembers may be that of somebody else by now.
 *
 * @returns undefined when that is not the reason, or Omni does not say
 */
export async function renamedUser(
  { omni }: Pick<ApplyContext, 'omni'>,
  { userName, externalId }: KnownToOkta,
): Promise<ConnectorError | undefined> {
  if (externalId === '') return undefined;
  try {
    const user = await omni.readUser(externalId);
    if (!user?.active || userNameKey(user.userName) === userNameKey(userName)) return undefined;
    return new ConnectorError('USER_RENAMED', { userName, omniName: user.userName });
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return undefined;
    throw thrown;
  }
}
