import type { Attribute } from '../push/attribute.ts';
import type { AttributeUpdate } from '../push/definition.ts';
import type { OmniAttributes } from './attributes.ts';
import type { RowCount, RowCountQuery } from './count-rows.ts';
import type { EmailOnlyPage } from './email-only-users.ts';
import type { OmniIdentity, OmniIdentityProbe } from './identity.ts';
import type {
  ModelFiles,
  ModelKind,
  ModelPage,
  OmniConnection,
  OmniConnectionEnvironment,
  OmniModels,
} from './models.ts';
import type { Published } from './published.ts';
import type { OmniUser, PatchForm, UserPage } from './scim.ts';
import type { Ticket } from './ticket.ts';
import type { OmniUsers } from './users.ts';
import type { WireValue } from './wire-value.ts';
import type { Told } from './withheld.ts';

/** The clients of one instance, by what they are about. */
export interface OmniParts {
  readonly attributes: OmniAttributes;
  readonly users: OmniUsers;
  readonly identity: OmniIdentityProbe;
  readonly models: OmniModels;
  readonly emailOnlyPage: (ticket: Ticket, cursor: string | undefined) => Promise<EmailOnlyPage | undefined>;
  readonly countRows: (ticket: Ticket, query: RowCountQuery) => Promise<RowCount>;
  readonly published: (ticket: Ticket) => Promise<Published>;
}

/** Omni as one call sees it: every request paced in the call's lane and bounded by the call's time. */
export class OmniSession {
  readonly #ticket: Ticket;
  readonly #attributes: OmniAttributes;
  readonly #users: OmniUsers;
  readonly #identity: OmniIdentityProbe;
  readonly #models: OmniModels;
  readonly #emailOnlyPage: OmniParts['emailOnlyPage'];
  readonly #countRows: OmniParts['countRows'];
  readonly #parts: OmniParts;
  readonly #form: PatchForm | undefined;

  /** @param form of PATCH, the only one that is tried; left out: whichever has an effect */
  constructor(ticket: Ticket, parts: OmniParts, form?: PatchForm) {
    this.#ticket = ticket;
    this.#parts = parts;
    this.#form = form;
    this.#attributes = parts.attributes;
    this.#users = parts.users;
    this.#identity = parts.identity;
    this.#models = parts.models;
    this.#emailOnlyPage = parts.emailOnlyPage;
    this.#countRows = parts.countRows;
  }

  /** ms epoch by which the call must have its answer. */
  get deadline(): number {
    return this.#ticket.deadline;
  }

  /** Requests sent so far. */
  get sent(): number {
    return this.#ticket.sent;
  }

  /** Says in words what the call has done so far, for the answer when its time runs out. */
  progress(done: string): void {
    this.#ticket.progress = done;
  }

  get done(): string {
    return this.#ticket.progress;
  }

  listAttributes(maxAgeMs?: number): Promise<readonly Attribute[]> {
    return this.#attributes.list(this.#ticket, maxAgeMs);
  }

  createAttribute(attribute: Attribute): Promise<void> {
    return this.#attributes.create(this.#ticket, attribute);
  }

  /** @param ready asked when the request is about to leave; what it throws keeps it from leaving */
  updateAttribute(after: Attribute, update: AttributeUpdate, ready?: () => Promise<void>): Promise<void> {
    return this.#attributes.update(this.#ticket, after, update, ready);
  }

  /** @param ready as of `updateAttribute` */
  deleteAttribute(attribute: Attribute, ready?: () => Promise<void>): Promise<void> {
    return this.#attributes.delete(this.#ticket, attribute, ready);
  }

  findUser(userName: string): Promise<OmniUser | undefined> {
    return this.#users.find(this.#ticket, userName);
  }

  /** As `findUser`, and notes nothing: whoever asks notes who bears the name. */
  lookForUser(userName: string): Promise<OmniUser | undefined> {
    return this.#users.look(this.#ticket, userName);
  }

  readUser(id: string): Promise<OmniUser | undefined> {
    return this.#users.read(this.#ticket, id);
  }

  userPage(startIndex: number): Promise<UserPage> {
    return this.#users.page(this.#ticket, startIndex);
  }

  /** @returns undefined where Omni does not tell; `emailOnlyPage` */
  emailOnlyPage(cursor: string | undefined): Promise<EmailOnlyPage | undefined> {
    return this.#emailOnlyPage(this.#ticket, cursor);
  }

  modelPage(kind: ModelKind, cursor: string | undefined): Promise<Told<ModelPage>> {
    return this.#models.page(this.#ticket, kind, cursor);
  }

  modelFiles(id: string): Promise<Told<ModelFiles>> {
    return this.#models.files(this.#ticket, id);
  }

  connections(): Promise<Told<readonly OmniConnection[]>> {
    return this.#models.connections(this.#ticket);
  }

  connectionEnvironments(): Promise<Told<readonly OmniConnectionEnvironment[]>> {
    return this.#models.connectionEnvironments(this.#ticket);
  }

  /** Rows that a user sees of a topic. Never fails. */
  countRows(query: RowCountQuery): Promise<RowCount> {
    return this.#countRows(this.#ticket, query);
  }

  /** @param ready asked when the request is about to leave; what it throws keeps it from leaving */
  patchUser(
    user: Pick<OmniUser, 'id' | 'userName'>,
    values: ReadonlyMap<string, WireValue>,
    ready?: () => Promise<void>,
  ): Promise<PatchForm> {
    return this.#users.patch(this.#ticket, user, values, ready, this.#form);
  }

  /** The same call, where writes try this form of PATCH alone, and nothing is learned from that. */
  tryingOnly(form: PatchForm): OmniSession {
    return new OmniSession(this.#ticket, this.#parts, form);
  }

  async keepPatchForm(form: PatchForm): Promise<void> {
    if (this.#form === undefined) await this.#users.keepForm(form);
  }

  /** As a search for the name shows the user, which may leave the values out. */
  listedUser(userName: string): Promise<OmniUser | undefined> {
    return this.#users.listed(this.#ticket, userName);
  }

  published(): Promise<Published> {
    return this.#parts.published(this.#ticket);
  }

  identity(): Promise<OmniIdentity> {
    return this.#identity.read(this.#ticket);
  }
}
