import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import type { Attribute } from '../push/attribute.ts';
import type { AttributeUpdate } from '../push/definition.ts';
import { isMissingRoute } from './answers.ts';
import { createBody, readDefinitions, updateBody } from './definitions.ts';
import type { Ticket } from './pacer.ts';
import type { Requester } from './requester.ts';
import type { OmniAnswer, OmniRequest } from './transport.ts';

const PATH = '/api/v1/user-attributes';
const CACHE_MS = 60_000;

/** Omni's user attribute definitions. There is no read of one: the list is read whole and kept for a minute. */
export class OmniAttributes {
  readonly #request: Requester;
  readonly #clock: Clock;
  #cached: { attributes: readonly Attribute[]; at: number } | undefined;
  #loading: Promise<readonly Attribute[]> | undefined;

  constructor(request: Requester, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  /**
   * All definitions, system ones too.
   *
   * @param maxAgeMs how old the answer may be; 0 asks Omni
   */
  async list(ticket: Ticket, maxAgeMs = CACHE_MS): Promise<readonly Attribute[]> {
    if (this.#cached && this.#clock.now() - this.#cached.at < maxAgeMs) return this.#cached.attributes;
    if (maxAgeMs > 0 && this.#loading) return await this.#loading;
    const loading = this.#load(ticket);
    this.#loading = loading;
    try {
      return await loading;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  /**
   * Sends a create once. It is never repeated blindly: the caller looks whether the attribute is there.
   *
   * @throws ConnectorError OMNI_CANNOT_CREATE_ATTRIBUTES, OMNI_REFUSED (also when the name is taken); UncertainOutcome
   */
  async create(ticket: Ticket, attribute: Attribute): Promise<void> {
    await this.#write(ticket, { method: 'POST', path: PATH, body: createBody(attribute) });
  }

  /** Sends a partial update. @throws as create, and ATTRIBUTE_NOT_FOUND is a missing route here, told by the list */
  async update(ticket: Ticket, after: Attribute, update: AttributeUpdate): Promise<void> {
    await this.#write(ticket, { method: 'PUT', path: this.#pathOf(after), body: updateBody(after, update) });
  }

  /** Deletes a definition and with it every user's value. */
  async delete(ticket: Ticket, attribute: Attribute): Promise<void> {
    await this.#write(ticket, { method: 'DELETE', path: this.#pathOf(attribute) });
  }

  #pathOf(attribute: Attribute): string {
    if (attribute.id === '') throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference: attribute.reference });
    return `${PATH}/${encodeURIComponent(attribute.id)}`;
  }

  async #load(ticket: Ticket): Promise<readonly Attribute[]> {
    // https://docs.omni.co/api/user-attributes/list-user-attributes
    const answer = await this.#request(ticket, { method: 'GET', path: PATH });
    const attributes = readDefinitions(answer.json);
    this.#cached = { attributes, at: this.#clock.now() };
    return attributes;
  }

  async #write(ticket: Ticket, request: OmniRequest): Promise<OmniAnswer> {
    this.#cached = undefined;
    const answer = await this.#request(ticket, request, { accept: isMissingRoute });
    if (isMissingRoute(answer)) throw new ConnectorError('OMNI_CANNOT_CREATE_ATTRIBUTES');
    return answer;
  }
}
