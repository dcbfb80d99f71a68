import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { FaultScript } from '../shared/fault-script.ts';
import { type Listening, listen } from '../shared/listen.ts';
import { RequestLog } from '../shared/request-log.ts';
import { acceptValue } from './accept-values.ts';
import { omniApp } from './app.ts';
import { newAttribute, updatedAttribute } from './attribute-rules.ts';
import type { AttributeDefinition } from './attributes.ts';
import type { Body, SentValues } from './bodies.ts';
import { type EmbedUser, OmniInstance } from './instance.ts';
import { OmniKeys } from './keys.ts';
import type { OmniRequest } from './omni-request.ts';
import type { OmniModel } from './stored-models.ts';
import type { StoredValue, StoredValues } from './stored-values.ts';
import { type OmniSwitches, omniSwitches } from './switches.ts';
import type { OmniUser } from './users.ts';

export interface OmniDoubleOptions {
  readonly switches?: Partial<OmniSwitches>;
  readonly clock?: Clock;
  /** Per key; default 60, Infinity = no limit. */
  readonly requestsPerMinute?: number;
  /** Makes uuids; default random ones. */
  readonly seed?: () => string;
}

export interface NewOmniUser {
  readonly userName: string;
  readonly displayName?: string;
  readonly active?: boolean;
  readonly values?: SentValues;
  /** Lets somebody else bear the name already, as no call of the API would. */
  readonly twin?: boolean;
}

export interface NewOmniModel {
  readonly name: string;
  readonly files: OmniModel['files'];
  readonly kind?: OmniModel['modelKind'];
  readonly connectionId?: string | null;
  readonly baseModelId?: string | null;
}

export interface NewOmniConnection {
  readonly name: string;
  /** The reference whose values choose between the environments. */
  readonly userAttribute?: string | null;
  readonly defaultValues?: readonly string[] | null;
  /** By the name of another connection: the values that lead to it. */
  readonly environments?: Readonly<Record<string, readonly string[]>>;
}

/** A standard user as stored, without any delay. */
export interface StoredUser extends Pick<OmniUser, 'id' | 'userName' | 'displayName' | 'active'> {
  /** null = cleared; a Number is a number, or text when it is beyond 2^53-1. */
  readonly values: StoredValues;
}

/** A local Omni, with the helping hands of tests and of the sandbox; what they change is visible at once. */
export class OmniDouble {
  /** Also usable without listening. */
  readonly app: Express;
  /** May be changed at any time; the next request goes by it. */
  readonly switches: OmniSwitches;
  readonly keys = new OmniKeys();
  readonly log = new RequestLog<OmniRequest>();
  readonly faults = new FaultScript();
  readonly #instance: OmniInstance;

  constructor({ switches, clock = systemClock, requestsPerMinute = 60, seed = randomUUID }: OmniDoubleOptions = {}) {
    this.switches = omniSwitches(switches);
    const instance = new OmniInstance({ clock, switches: this.switches, uuid: seed });
    const { keys, log, faults } = this;
    this.#instance = instance;
    this.app = omniApp({ instance, keys, log, faults, requestsPerMinute });
  }

  /** Serves on 127.0.0.1. @param port 0 = any free one */
  listen(port = 0): Promise<Listening> {
    return listen(this.app, port);
  }

  /** Every definition, system ones too. */
  get attributes(): readonly AttributeDefinition[] {
    return this.#instance.attributes.all;
  }

  /** Defines an attribute by hand, under the same rules as by API. */
  addAttribute(body: Body<'UserAttributeCreateBody'>): AttributeDefinition {
    const { attributes, uuid } = this.#instance;
    if (attributes.byName(body.name)) throw new RangeError(`There is a user attribute ${body.name} already.`);
    const definition = newAttribute(uuid(), body);
    attributes.add(definition, Number.NEGATIVE_INFINITY);
    return definition;
  }

  /** Gives an attribute another reference; its id stays, as do the values. */
  renameAttribute(name: string, reference: string): void {
    this.#instance.replaceAttribute({ ...this.#attribute(name), name: reference });
  }

  changeAttribute(name: string, body: Body<'UserAttributeUpdateBody'>): void {
    this.#instance.replaceAttribute(updatedAttribute(this.#attribute(name), body, '400'));
  }

  removeAttribute(name: string): void {
    this.#instance.removeAttribute(this.#attribute(name));
  }

  /** Standard users in the order of creation. */
  get users(): StoredUser[] {
    return this.#instance.users.all.map(stored);
  }

  addUser(user: NewOmniUser): { id: string } {
    const { userName, displayName = userName, active = true, values = {}, twin = false } = user;
    if (!twin && this.#instance.users.byUserName(userName))
      throw new RangeError('There is a user with this userName already.');
    const entries = Object.entries(values).map(([name, value]) => [name, this.#accept(name, value)] as const);
    const instance = this.#instance;
    const created = instance.timestamp();
    const names = { id: instance.uuid(), userName, displayName, active, created };
    return { id: instance.users.add({ ...names, values: Object.fromEntries(entries) }).id };
  }

  /** Somebody who receives deliveries and has no account. */
  addEmailOnlyUser({ email, values = {} }: { readonly email: string; readonly values?: NewOmniUser['values'] }): void {
    const entries = Object.entries(values).map(([name, value]) => [name, this.#accept(name, value)] as const);
    const user = { id: this.#instance.uuid(), email, values: Object.fromEntries(entries) };
    this.#instance.emailOnlyUsers.set(email.toLowerCase(), user);
  }

  /** An embed user: not found among the standard ones. */
  addEmbedUser(user: Partial<EmbedUser> & Pick<EmbedUser, 'userName' | 'embedExternalId'>): { id: string } {
    const id = this.#instance.uuid();
    const created = this.#instance.timestamp();
    const blank = { displayName: user.userName, active: true, embedEmail: null, embedEntity: null, values: {} };
    this.#instance.embedUsers.set(id, { ...blank, created, ...user, id });
    return { id };
  }

  /** A model with its files by name: `model`, `orders.topic`, `users.view`. */
  addModel({ name, files, kind = 'SHARED', connectionId = null, baseModelId = null }: NewOmniModel): { id: string } {
    const id = this.#instance.uuid();
    const createdAt = this.#instance.timestamp();
    const model = { id, name, modelKind: kind, connectionId, baseModelId, createdAt, deletedAt: null, files };
    this.#instance.models.set(id, model);
    return { id };
  }

  /** Puts other files in the place of all that the model has. */
  changeModel(id: string, files: OmniModel['files']): void {
    const model = this.#instance.models.get(id);
    if (!model) throw new RangeError('There is no model with this id.');
    model.files = files;
  }

  /** The rows that somebody sees of a topic; '' is the owner of the key. */
  setRowCount(topic: string, userName: string, count: number): void {
    const { rowCounts } = this.#instance;
    rowCounts.set(topic, new Map([...(rowCounts.get(topic) ?? []), [userName.toLowerCase(), count]]));
  }

  removeModel(id: string): void {
    this.#instance.models.delete(id);
  }

  /** A connection; with an attribute, its values choose between databases. */
  addConnection({ name, userAttribute = null, defaultValues = null, environments = {} }: NewOmniConnection): {
    id: string;
  } {
    const { connections, connectionEnvironments, uuid } = this.#instance;
    const add = (connectionName: string, attribute: string | null, values: readonly string[] | null): string => {
      const id = uuid();
      connections.set(id, {
        id,
        name: connectionName,
        dialect: 'postgres',
        database: 'analytics',
        userAttributeNameForConnectionsEnvironments: attribute,
        userAttributeValuesForDefaultEnvironment: values,
      });
      return id;
    };
    const baseConnectionId = add(name, userAttribute, defaultValues);
    for (const [other, userAttributeValues] of Object.entries(environments)) {
      const connectionId = add(other, null, null);
      connectionEnvironments.push({ id: uuid(), baseConnectionId, connectionId, userAttributeValues });
    }
    return { id: baseConnectionId };
  }

  /** Without regard to case. */
  findUser(userName: string): StoredUser | undefined {
    const user = this.#instance.users.byUserName(userName);
    return user && stored(user);
  }

  /** Changes one value behind everybody's back; null clears it. */
  setValue(userName: string, reference: string, value: SentValues[string]): void {
    const accepted = this.#accept(reference, value);
    this.#user(userName).values.rewrite((values) => ({ ...values, [reference]: accepted }));
  }

  /** Revokes the membership, as `active: false` does. */
  deactivate(userName: string): void {
    this.#user(userName).active = false;
  }

  /** The person comes back as a new user: new id, no values. */
  reactivate(userName: string): { id: string } {
    const former = this.#user(userName);
    this.#instance.removeUser(former);
    return this.addUser({ userName: former.userName, displayName: former.displayName });
  }

  /** The same user, id and values, under another name. */
  rename(userName: string, newName: string): void {
    this.#instance.users.rename(this.#user(userName), newName);
  }

  remove(userName: string): void {
    this.#instance.removeUser(this.#user(userName));
  }

  #user(userName: string): OmniUser {
    const user = this.#instance.users.byUserName(userName);
    if (!user) throw new RangeError('There is no user with this userName.');
    return user;
  }

  #attribute(name: string): AttributeDefinition {
    const definition = this.#instance.attributes.byName(name);
    if (!definition || definition.system) throw new RangeError(`There is no custom user attribute ${name}.`);
    return definition;
  }

  #accept(name: string, value: SentValues[string]): StoredValue {
    return acceptValue(this.#attribute(name), value, '400');
  }
}

const stored = ({ id, userName, displayName, active, values }: OmniUser): StoredUser => ({
  id,
  userName,
  displayName,
  active,
  values: values.current,
});

/** A local Omni, ready to answer: the twelve system attributes, no users, one organization key, one personal token. */
export function createOmniDouble(options?: OmniDoubleOptions): OmniDouble {
  return new OmniDouble(options);
}
