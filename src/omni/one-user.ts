import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from './scim.ts';

/**
 * The one user whom a name means: of all who bear it the one who is active, or one who is not when nobody is. A former
 * user of the same name is the same person before they came back.
 *
 * @param bearers all users who bear the name; whom a list has shown twice counts once, as shown last
 * @returns undefined when nobody bears it
 * @throws ConnectorError USER_AMBIGUOUS when several active users do
 */
export function oneUser<User extends Pick<OmniUser, 'id' | 'active'>>(
  userName: string,
  bearers: readonly User[],
): User | undefined {
  const users = [...new Map(bearers.map((user) => [user.id, user])).values()];
  const [active, another] = users.filter((user) => user.active);
  if (another) throw new ConnectorError('USER_AMBIGUOUS', { userName });
  return active ?? users[0];
}
