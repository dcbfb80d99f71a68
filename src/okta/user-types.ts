import type { Requester } from './requester.ts';
import { listOf, objectOf, textOf, unexpected } from './shape.ts';

/** A type of users: each has a profile and mappings of its own. */
export interface OktaUserType {
  readonly id: string;
  /** The variable name, such as `contractor`. */
  readonly name: string;
  readonly isDefault: boolean;
}

const TYPES = '/api/v1/meta/types/user';

function readType(json: unknown): OktaUserType {
  const type = objectOf(json, 'a user type');
  return {
    id: textOf(type.id, 'the id of a user type'),
    name: textOf(type.name, 'the name of a user type'),
    isDefault: type.default === true,
  };
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserType/ */
export class UserTypeCalls {
  readonly #request: Requester;

  constructor(request: Requester) {
    this.#request = request;
  }

  async list(deadline: number): Promise<OktaUserType[]> {
    const answer = await this.#request(
      { method: 'GET', path: TYPES, bucket: TYPES, scope: 'okta.userTypes.read' },
      deadline,
    );
    return listOf(answer.json, 'the list of user types').map(readType);
  }

  /** Where mappings begin, unless somebody says otherwise. @throws ConnectorError OKTA_UNEXPECTED_ANSWER */
  async default(deadline: number): Promise<OktaUserType> {
    const found = (await this.list(deadline)).find(({ isDefault }) => isDefault);
    if (!found) throw unexpected('there is no default user type');
    return found;
  }
}
