import { HOOK_EVENT_TYPES } from './hook-delivery.ts';
import { type Requester, UncertainOutcome } from './requester.ts';
import { listOf, objectOf, optionalObjectOf, optionalTextOf, pathSegment, textOf } from './shape.ts';

/** An event hook of the org. */
export interface OktaEventHook {
  readonly id: string;
  readonly name: string;
  /** Where it sends to. */
  readonly uri: string;
  /** Okta's word: only an ACTIVE one that is VERIFIED sends events. */
  readonly status: string;
  readonly verificationStatus: string;
  readonly eventTypes: readonly string[];
}

/** How the hook of the connector is called in Okta. */
const NAME = 'Okta Workflows Omni';
const HOOKS = '/api/v1/eventHooks';
const ONE = `${HOOKS}/{id}`;

function readHook(json: unknown): OktaEventHook {
  const { id, name, status, verificationStatus, channel, events } = objectOf(json, 'an event hook');
  const { config } = optionalObjectOf(channel, "an event hook's channel");
  const { uri } = optionalObjectOf(config, "an event hook's config");
  const { items } = optionalObjectOf(events, "an event hook's events");
  return {
    id: textOf(id, "an event hook's id"),
    name: textOf(name, "an event hook's name"),
    uri: optionalTextOf(uri),
    status: textOf(status, "an event hook's status"),
    verificationStatus: optionalTextOf(verificationStatus),
    eventTypes: listOf(items ?? [], "an event hook's events").map((type) => textOf(type, 'a type of event')),
  };
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/ */
export class EventHookCalls {
  readonly #request: Requester;

  constructor(request: Requester) {
    this.#request = request;
  }

  /** All of them; Okta describes no pages. */
  async list(deadline: number): Promise<OktaEventHook[]> {
    const place = { path: HOOKS, bucket: HOOKS, scope: 'okta.eventHooks.read' } as const;
    const answer = await this.#request({ ...place, method: 'GET' }, deadline);
    return listOf(answer.json, 'the list of event hooks').map(readHook);
  }

  /** Makes a hook for every type of event that counts here; it is not verified yet. */
  async create(uri: string, secret: string, deadline: number): Promise<OktaEventHook> {
    const config = { uri, authScheme: { type: 'HEADER', key: 'Authorization', value: secret } };
    const body = {
      name: NAME,
      events: { type: 'EVENT_TYPE', items: [...HOOK_EVENT_TYPES] },
      channel: { type: 'HTTP', version: '1.0.0', config },
    };
    try {
      return readHook((await this.#manage('POST', HOOKS, HOOKS, deadline, body)).json);
    } catch (thrown) {
      if (!(thrown instanceof UncertainOutcome)) throw thrown;
      const made = (await this.list(deadline)).find((hook) => hook.uri === uri);
      if (made) return made;
      throw thrown.cause;
    }
  }

  /** Okta asks the hook's address for a challenge. @throws ConnectorError OKTA_REFUSED when that is not sent back */
  async verify(id: string, deadline: number): Promise<void> {
    await this.#lifecycle(id, 'verify', deadline);
  }

  /** Okta deletes only what is not active. */
  async remove(id: string, deadline: number): Promise<void> {
    await this.#lifecycle(id, 'deactivate', deadline);
    await this.#settled(() => this.#manage('DELETE', `${HOOKS}/${pathSegment(id)}`, ONE, deadline));
  }

  async #lifecycle(id: string, step: 'verify' | 'deactivate', deadline: number): Promise<void> {
    const path = `${HOOKS}/${pathSegment(id)}/lifecycle/${step}`;
    await this.#settled(() => this.#manage('POST', path, `${ONE}/lifecycle/${step}`, deadline));
  }

  /** Who repeats the command finds out what became of it. */
  async #settled(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      throw thrown instanceof UncertainOutcome ? thrown.cause : thrown;
    }
  }

  #manage(method: 'POST' | 'DELETE', path: string, bucket: string, deadline: number, body?: object) {
    const place = { path, bucket, scope: 'okta.eventHooks.manage' } as const;
    return this.#request({ ...place, method, ...(body && { body }) }, deadline);
  }
}
