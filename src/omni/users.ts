import { ConnectorError } from '../errors/connector-error.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { KEY_TEST } from './key-test.ts';
import { oneUser } from './one-user.ts';
import type { Requester } from './requester.ts';
import {
  type OmniUser,
  type PatchForm,
  patchBody,
  readUser,
  readUserPage,
  type UserPage,
  userNameFilter,
} from './scim.ts';
import type { Ticket } from './ticket.ts';
import type { OmniAnswer } from './transport.ts';
import type { WireValue } from './wire-value.ts';

const PATH = '/api/scim/v2/Users';
/** What every known client asks for; a larger page is not known to work. */
export const PAGE_SIZE = 100;

/** Remembers which id a user name had, for those whom lists leave out once they are deactivated. */
export interface UserIds {
  recall(userName: string): Promise<string | undefined>;
  remember(userName: string, id: string): Promise<void>;
  forget(userName: string): Promise<void>;
}

/** Remembers which form of PATCH has had an effect, so that a start does not begin with one that has none. */
export interface PatchForms {
  recall(): Promise<PatchForm | undefined>;
  remember(form: PatchForm): Promise<void>;
}

const NO_FORMS: PatchForms = { recall: async () => undefined, remember: async () => undefined };

const sameName = (one: string, other: string): boolean => userNameKey(one) === userNameKey(other);

const isRefusedForm = (thrown: unknown): boolean =>
  thrown instanceof ConnectorError && thrown.code === 'OMNI_REFUSED' && thrown.facts.status === 400;

/** Omni's standard users over SCIM. Only PATCH writes; a PUT may reset the whole user, and `active` is never sent. */
export class OmniUsers {
  readonly #request: Requester;
  readonly #ids: UserIds;
  readonly #forms: PatchForms;
  /** Which form of PATCH has had an effect on this instance; undefined: nobody has asked yet. */
  #form: PatchForm | undefined;
  #kept: PatchForm | undefined;

  constructor(request: Requester, ids: UserIds, forms: PatchForms = NO_FORMS) {
    this.#request = request;
    this.#ids = ids;
    this.#forms = forms;
  }

  /** One user by id. @returns undefined when there is none */
  async read(ticket: Ticket, id: string): Promise<OmniUser | undefined> {
    const path = `${PATH}/${encodeURIComponent(id)}`;
    // https://docs.omni.co/api/users/list-users - an id that is not known is 404; one that is no uuid may be 400.
    const accept = ({ status }: OmniAnswer) => status === 404;
    const answer = await this.#request(ticket, { method: 'GET', path }, { accept, user: id });
    return answer.status === 404 ? undefined : readUser(answer.json);
  }

  /** As `look`, and remembers who bears the name. */
  async find(ticket: Ticket, userName: string): Promise<OmniUser | undefined> {
    const user = await this.look(ticket, userName);
    if (user?.active) await this.#ids.remember(userName, user.id);
    return user;
  }

  /**
   * One user by name, with the values where Omni shows them. It is always searched for: a remembered id cannot tell
   * that nobody else bears the name. Lists may leave deactivated users out; then the remembered one is all that is left
   * of them.
   *
   * @throws ConnectorError USER_AMBIGUOUS when several active users bear the name
   */
  async look(ticket: Ticket, userName: string): Promise<OmniUser | undefined> {
    const found = await this.#search(ticket, userName);
    if (!found) return await this.#remembered(ticket, userName);
    // Lists and filter results may leave the values out; a read by id shows them if anything does.
    return found.shown ? found : ((await this.read(ticket, found.id)) ?? found);
  }

  /** Tests the key that is next in turn. */
  async probe(ticket: Ticket): Promise<void> {
    await this.#request(ticket, KEY_TEST);
  }

  /** One page of all users, in Omni's order. @param startIndex counts from 1 */
  async page(ticket: Ticket, startIndex: number): Promise<UserPage> {
    const query = { count: String(PAGE_SIZE), startIndex: String(startIndex) };
    const answer = await this.#request(ticket, { method: 'GET', path: PATH, query });
    return readUserPage(answer.json);
  }

  /**
   * Sets and clears exactly these references. A 400 may mean that this instance takes the other form of PATCH, so that
   * one is tried as well.
   *
   * @param ready asked when a request is about to leave; what it throws keeps it from leaving
   * @param only the one form to be tried; left out: both, the known one first
   * @returns the form that was accepted, for `keepForm` once the values have been seen
   * @throws ConnectorError OMNI_REFUSED, USER_NOT_FOUND; UncertainOutcome when only a read can tell what happened
   */
  async patch(
    ticket: Ticket,
    user: Pick<OmniUser, 'id' | 'userName'>,
    values: ReadonlyMap<string, WireValue>,
    ready: () => Promise<void> = async () => undefined,
    only?: PatchForm,
  ): Promise<PatchForm> {
    const first = only ?? (await this.#firstForm());
    try {
      await this.#send(ticket, user, first, values, ready);
      return first;
    } catch (thrown) {
      if (!isRefusedForm(thrown) || only) throw thrown;
      const other: PatchForm = first === 'no-path' ? 'colon-path' : 'no-path';
      try {
        await this.#send(ticket, user, other, values, ready);
        return other;
      } catch (again) {
        // Refused in both forms: the values are the reason, and the first answer says it best.
        throw isRefusedForm(again) ? thrown : again;
      }
    }
  }

  async #firstForm(): Promise<PatchForm> {
    if (this.#form) return this.#form;
    this.#kept = await this.#forms.recall();
    // A write may have kept another one meanwhile.
    this.#form ??= this.#kept ?? 'no-path';
    return this.#form;
  }

  /**
   * Begins with this form from now on. Only after a read has shown its effect: some forms may be accepted and ignored.
   */
  async keepForm(form: PatchForm): Promise<void> {
    this.#form = form;
    if (this.#kept === form) return;
    this.#kept = form;
    await this.#forms.remember(form);
  }

  /** What a search for the name shows, without a look at what it leaves out. */
  listed(ticket: Ticket, userName: string): Promise<OmniUser | undefined> {
    return this.#search(ticket, userName);
  }

  async #search(ticket: Ticket, userName: string): Promise<OmniUser | undefined> {
    // https://docs.omni.co/api/users/list-users - the names are compared again: the filter may be lenient.
    const query = { filter: userNameFilter(userName), count: String(PAGE_SIZE), startIndex: '1' };
    const answer = await this.#request(ticket, { method: 'GET', path: PATH, query });
    const bearers = readUserPage(answer.json).users.filter((user) => sameName(user.userName, userName));
    try {
      return oneUser(userName, bearers);
    } catch (thrown) {
      await this.#ids.forget(userName);
      throw thrown;
    }
  }

  /** Whom the search has left out: checked against the name, which may be somebody else's by now. */
  async #remembered(ticket: Ticket, userName: string): Promise<OmniUser | undefined> {
    const id = await this.#ids.recall(userName);
    if (id === undefined) return undefined;
    const user = await this.read(ticket, id);
    if (user && sameName(user.userName, userName)) return user;
    await this.#ids.forget(userName);
    return undefined;
  }

  async #send(
    ticket: Ticket,
    user: Pick<OmniUser, 'id' | 'userName'>,
    form: PatchForm,
    values: ReadonlyMap<string, WireValue>,
    ready: () => Promise<void>,
  ): Promise<void> {
    const path = `${PATH}/${encodeURIComponent(user.id)}`;
    const body = patchBody(form, values);
    const accept = ({ status }: OmniAnswer) => status === 404;
    const options = { accept, user: user.userName, ready };
    const answer = await this.#request(ticket, { method: 'PATCH', path, body }, options);
    if (answer.status !== 404) return;
    await this.#ids.forget(user.userName);
    throw new ConnectorError('USER_NOT_FOUND', { userName: user.userName });
  }
}
