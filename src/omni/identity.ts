import type { Clock } from '../base/clock.ts';
import { isObject } from '../base/is-object.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { isMissingRoute } from './answers.ts';
import type { OmniAttributes } from './attributes.ts';
import { publishedRoutes } from './published.ts';
import type { Requester } from './requester.ts';
import type { Ticket } from './ticket.ts';
import type { OmniUsers } from './users.ts';

/** What Omni says about the key in use; "unknown" on instances that do not tell. */
export interface OmniIdentity {
  readonly keyScope: 'organization' | 'user' | 'unknown';
  readonly orgRole: 'ORG_ADMIN' | 'MEMBER' | 'unknown';
  /**
   * Only true when the instance publishes the API for it and the role is known to allow it. A member's custom role may
   * allow it too, which nothing but a try tells.
   */
  readonly canManageAttributes: boolean;
}

const field = (body: unknown, key: string): unknown => (isObject(body) ? body[key] : undefined);

const oneOf = <T extends string>(value: unknown, known: readonly T[]): T | 'unknown' =>
  known.find((one) => one === value) ?? 'unknown';

const CACHE_MS = 300_000;

/**
 * Who the connector is to Omni. Kept for five minutes: Workflows tests connections far more often than admins think.
 */
export class OmniIdentityProbe {
  readonly #request: Requester;
  readonly #users: OmniUsers;
  readonly #attributes: OmniAttributes;
  readonly #clock: Clock;
  #cached: { identity: OmniIdentity; at: number } | undefined;

  constructor(request: Requester, users: OmniUsers, attributes: OmniAttributes, clock: Clock) {
    this.#request = request;
    this.#users = users;
    this.#attributes = attributes;
    this.#clock = clock;
  }

  /**
   * Tests the connection in the order that tells most: who the key is, whether it may use SCIM, whether it may read
   * definitions, and whether the instance can create them. Failures are not kept.
   *
   * @throws ConnectorError OMNI_KEY_REFUSED, OMNI_KEY_NOT_ORGANIZATION, OMNI_UNREACHABLE …
   */
  async read(ticket: Ticket): Promise<OmniIdentity> {
    if (this.#cached && Math.abs(this.#clock.now() - this.#cached.at) < CACHE_MS) return this.#cached.identity;
    // https://docs.omni.co/api/who-am-i/get-current-identity-and-permissions - missing on older instances.
    const whoami = await this.#request(ticket, { method: 'GET', path: '/api/v1/whoami' }, { accept: isMissingRoute });
    const told = isMissingRoute(whoami) ? undefined : whoami.json;
    const keyScope = oneOf(field(told, 'keyScope'), ['organization', 'user'] as const);
    const orgRole = oneOf(field(told, 'orgRole'), ['ORG_ADMIN', 'MEMBER'] as const);
    if (keyScope === 'user') throw new ConnectorError('OMNI_KEY_NOT_ORGANIZATION');

    await this.#users.probe(ticket);
    await this.#attributes.list(ticket, 0);
    const canManageAttributes = orgRole === 'ORG_ADMIN' && (await this.#publishesCreate(ticket));
    const identity = { keyScope, orgRole, canManageAttributes };
    this.#cached = { identity, at: this.#clock.now() };
    return identity;
  }

  /** The routes for definitions came in autumn 2026. */
  async #publishesCreate(ticket: Ticket): Promise<boolean> {
    return (await publishedRoutes(this.#request, ticket))?.has('POST /api/v1/user-attributes') === true;
  }
}
