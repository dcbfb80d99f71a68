import type { Clock } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute, ValueRule } from '../push/attribute.ts';
import type { AttributeUpdate } from '../push/definition.ts';
import { isMissingRoute } from './answers.ts';
import { createBody, readDefinitions, updateBody } from './definitions.ts';
import type { Requester, RequestOptions } from './requester.ts';
import { shareWork } from './shared-work.ts';
import type { Ticket } from './ticket.ts';
import type { OmniRequest } from './transport.ts';

const PATH = '/api/v1/user-attributes';

type Ready = RequestOptions['ready'];
const CACHE_MS = 60_000;

/** Remembers which references the attributes have had, by Omni's id. */
export interface AttributeNames {
  /** @returns all references that these attributes are known to have had */
  remember(
    names: readonly Pick<Attribute, 'id' | 'reference'>[],
  ): Promise<readonly Pick<Attribute, 'id' | 'reference'>[]>;
}

const namesOf = (attributes: readonly Attribute[]) =>
  attributes.filter(({ id }) => id !== '').map(({ id, reference }) => ({ id, reference }));

/** What the values of each attribute may be by the policy of now, by reference. */
export type ValueRules = () => ReadonlyMap<string, ValueRule>;

function withRules(attributes: readonly Attribute[], rules: ReturnType<ValueRules>): readonly Attribute[] {
  if (rules.size === 0) return attributes;
  return attributes.map((attribute) => ({ ...attribute, rule: rules.get(attribute.reference) }));
}

/** Omni's user attribute definitions. There is no read of one: the list is read whole and kept for a minute. */
export class OmniAttributes {
  readonly #request: Requester;
  readonly #clock: Clock;
  readonly #names: AttributeNames;
  readonly #rules: ValueRules;
  /** What was remembered last; most lists say nothing new. */
  #noted = '';
  #former: readonly Pick<Attribute, 'id' | 'reference'>[] = [];
  #cached: { attributes: readonly Attribute[]; at: number } | undefined;
  #loading: { lane: Ticket['lane']; answer: Promise<readonly Attribute[]> } | undefined;

  constructor(request: Requester, clock: Clock, names: AttributeNames, rules: ValueRules = () => new Map()) {
    this.#request = request;
    this.#names = names;
    this.#clock = clock;
    this.#rules = rules;
  }

  /**
   * All definitions, system ones too, each with what the policy says about its values: whoever reads or writes a value
   * comes by here.
   *
   * @param maxAgeMs how old the answer may be; 0 asks Omni
   */
  async list(ticket: Ticket, maxAgeMs = CACHE_MS): Promise<readonly Attribute[]> {
    return withRules(await this.#kept(ticket, maxAgeMs), this.#rules());
  }

  async #kept(ticket: Ticket, maxAgeMs: number): Promise<readonly Attribute[]> {
    // Both ways from now: a clock that was set back must not keep the list for longer.
    if (this.#cached && Math.abs(this.#clock.now() - this.#cached.at) < maxAgeMs) return this.#cached.attributes;
    return await shareWork(
      // Whoever shares an answer shares its place in the queue, so an interactive call never waits for a bulk one.
      () => (maxAgeMs > 0 && this.#loading?.lane === ticket.lane ? this.#loading.answer : undefined),
      () => this.#load(ticket),
    );
  }

  /**
   * Sends a create once. It is never repeated blindly: the caller looks whether the attribute is there.
   *
   * @throws ConnectorError OMNI_CANNOT_CREATE_ATTRIBUTES, OMNI_REFUSED (also when the name is taken); UncertainOutcome
   */
  async create(ticket: Ticket, attribute: Attribute): Promise<void> {
    await this.#write(ticket, { method: 'POST', path: PATH, body: createBody(attribute) });
  }

  /**
   * Sends a partial update.
   *
   * @param ready asked when the request is about to leave; what it throws keeps it from leaving
   * @throws as create, and ATTRIBUTE_NOT_FOUND is a missing route here, told by the list
   */
  async update(ticket: Ticket, after: Attribute, update: AttributeUpdate, ready?: Ready): Promise<void> {
    await this.#write(ticket, { method: 'PUT', path: this.#pathOf(after), body: updateBody(after, update) }, ready);
  }

  /** Deletes a definition and with it every user's value. @param ready as of `update` */
  async delete(ticket: Ticket, attribute: Attribute, ready?: Ready): Promise<void> {
    await this.#write(ticket, { method: 'DELETE', path: this.#pathOf(attribute) }, ready);
  }

  #pathOf(attribute: Attribute): string {
    if (attribute.id === '') throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference: attribute.reference });
    return `${PATH}/${encodeURIComponent(attribute.id)}`;
  }

  async #load(ticket: Ticket): Promise<readonly Attribute[]> {
    const loading = { lane: ticket.lane, answer: this.#read(ticket) };
    this.#loading = loading;
    try {
      const attributes = await loading.answer;
      // A write in the meantime has taken this answer's place away: it may be older than the write.
      if (this.#loading === loading) this.#cached = { attributes, at: this.#clock.now() };
      return attributes;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #read(ticket: Ticket): Promise<readonly Attribute[]> {
    // https://docs.omni.co/api/user-attributes/list-user-attributes
    const answer = await this.#request(ticket, { method: 'GET', path: PATH });
    return await this.#withFormerNames(readDefinitions(answer.json));
  }

  /** One that was renamed keeps its id: whoever asks for it by its former reference is told. */
  async #withFormerNames(attributes: readonly Attribute[]): Promise<readonly Attribute[]> {
    const names = namesOf(attributes);
    const noted = JSON.stringify(names);
    if (noted !== this.#noted) {
      this.#former = await this.#names.remember(names);
      this.#noted = noted;
    }
    const former = Map.groupBy(this.#former, ({ id }) => id);
    return attributes.map((attribute) => {
      const references = (former.get(attribute.id) ?? []).map(({ reference }) => reference);
      const formerReferences = references.filter((reference) => reference !== attribute.reference);
      return formerReferences.length === 0 ? attribute : { ...attribute, formerReferences };
    });
  }

  async #write(ticket: Ticket, request: OmniRequest, ready?: Ready): Promise<void> {
    try {
      const answer = await this.#request(ticket, request, { accept: isMissingRoute, ...(ready && { ready }) });
      if (isMissingRoute(answer)) throw new ConnectorError('OMNI_CANNOT_CREATE_ATTRIBUTES');
    } finally {
      this.#cached = undefined;
      this.#loading = undefined;
    }
  }
}
