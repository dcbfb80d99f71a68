import { isObject, type JsonObject } from '../base/is-object.ts';
import { cutName } from '../models/cut-text.ts';
import { isMissingRoute } from './answers.ts';
import type { Requester } from './requester.ts';
import type { Ticket } from './ticket.ts';
import type { OmniAnswer, OmniRequest } from './transport.ts';
import { isRefusedQuery, isTooLarge, isWithheld, namesUnknown, type Told, told } from './withheld.ts';

/** The models that say who sees what: the shared ones, and those that extend them for some users. */
export type ModelKind = 'SHARED' | 'SHARED_EXTENSION';

/** A model as the list shows it. */
export interface ListedModel {
  readonly id: string;
  readonly name: string;
}

export interface ModelPage {
  readonly models: readonly ListedModel[];
  /** Pass it back for the next page; undefined at the end. */
  readonly next: string | undefined;
}

/** A connection to a database. */
export interface OmniConnection {
  readonly id: string;
  readonly name: string;
  /** The attribute whose values choose another database; empty: none does. */
  readonly userAttribute: string;
  /** Whoever holds one of these stays with this connection. */
  readonly defaultValues: readonly string[];
}

/** The values of an attribute that lead from one connection to another. */
export interface OmniConnectionEnvironment {
  readonly baseConnectionId: string;
  readonly connectionId: string;
  readonly values: readonly string[];
}

const MODELS = '/api/v1/models';
/** As in Omni's examples; the longest that it gives is not established. */
const PAGE_SIZE = '20';

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Each entry of a list; undefined when there is no list, or one of it cannot be read. */
function each<Read>(list: unknown, read: (one: JsonObject) => Read | undefined): Read[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = list.map((one: unknown) => (isObject(one) ? read(one) : undefined));
  return found.every((one) => one !== undefined) ? found : undefined;
}

const readModel = ({ id, name, deletedAt }: JsonObject): ListedModel | 'deleted' | undefined => {
  if (typeof id !== 'string') return undefined;
  if (typeof deletedAt === 'string') return 'deleted';
  return { id, name: cutName(typeof name === 'string' && name !== '' ? name : id) };
};

function readPage(json: unknown): ModelPage | undefined {
  if (!isObject(json)) return undefined;
  const models = each(json.records, readModel);
  const { hasNextPage, nextCursor } = isObject(json.pageInfo) ? json.pageInfo : {};
  const next = hasNextPage === true && typeof nextCursor === 'string' ? nextCursor : undefined;
  if (!models) return undefined;
  return { models: models.filter((one) => one !== 'deleted'), next };
}

/** Path to text; what is no text is for the reader of the model to tell. */
export type ModelFiles = Readonly<Record<string, unknown>>;

function readFiles(json: unknown): ModelFiles | undefined {
  const files = isObject(json) ? json.files : undefined;
  return isObject(files) ? files : undefined;
}

function readConnection(one: JsonObject): OmniConnection | undefined {
  if (typeof one.id !== 'string') return undefined;
  const attribute = one.userAttributeNameForConnectionsEnvironments;
  return {
    id: one.id,
    name: typeof one.name === 'string' && one.name !== '' ? one.name : one.id,
    userAttribute: typeof attribute === 'string' ? attribute : '',
    defaultValues: texts(one.userAttributeValuesForDefaultEnvironment),
  };
}

function readEnvironment(one: JsonObject): OmniConnectionEnvironment | undefined {
  const { baseConnectionId, connectionId, userAttributeValues } = one;
  if (typeof baseConnectionId !== 'string' || typeof connectionId !== 'string') return undefined;
  return { baseConnectionId, connectionId, values: texts(userAttributeValues) };
}

/** The list under its published key, or under the one that Omni's other lists have. */
const listOf = (json: unknown, key: string): unknown => (isObject(json) ? (json[key] ?? json.records) : undefined);

/** What Omni's models and connections are: read only. What Omni does not tell is an answer, too. */
export class OmniModels {
  readonly #request: Requester;
  /** Instances of before April 2026 refuse the parameter. */
  #resolves = true;
  /** Models that were refused it and read without, as long as it was taken for none. */
  #refused: Set<string> | undefined = new Set();

  constructor(request: Requester) {
    this.#request = request;
  }

  /**
   * One page of models. https://docs.omni.co/api/models/list-models
   *
   * @param cursor of the page before; left out for the first
   */
  async page(ticket: Ticket, modelKind: ModelKind, cursor: string | undefined): Promise<Told<ModelPage>> {
    const query = { modelKind, pageSize: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
    const answer = await this.#ask(ticket, { method: 'GET', path: MODELS, query });
    return told(answer, readPage);
  }

  /**
   * The files of a model as they are in force: with what the model extends where the instance can do
   * that. https://docs.omni.co/api/models/get-model-yaml
   */
  async files(ticket: Ticket, id: string): Promise<Told<ModelFiles>> {
    const path = `${MODELS}/${encodeURIComponent(id)}/yaml`;
    const ask = (query: Record<string, string>) => this.#ask(ticket, { method: 'GET', path, query });
    try {
      if (this.#resolves) {
        const answer = await ask({ mode: 'combined', fullyResolved: 'true' });
        if (!isRefusedQuery(answer) || isMissingRoute(answer)) {
          if (!isWithheld(answer)) this.#refused = undefined;
          return told(answer, readFiles);
        }
        if (namesUnknown(answer, 'fullyResolved')) this.#resolves = false;
      }
      const plain = await ask({ mode: 'combined' });
      if (!isWithheld(plain)) this.#noteRefused(id);
      return told(plain, readFiles);
    } catch (thrown) {
      if (isTooLarge(thrown)) return { withheld: 'too-large' };
      throw thrown;
    }
  }

  /** A second model that takes part in nothing but the refusal says it of all, where none was ever resolved. */
  #noteRefused(id: string): void {
    this.#refused?.add(id);
    if ((this.#refused?.size ?? 0) > 1) this.#resolves = false;
  }

  /** Every connection; the list has no pages. https://docs.omni.co/api/connections/list-connections */
  async connections(ticket: Ticket): Promise<Told<readonly OmniConnection[]>> {
    const answer = await this.#ask(ticket, { method: 'GET', path: '/api/v1/connections' });
    return told(answer, (json) => each(listOf(json, 'connections'), readConnection));
  }

  /** https://docs.omni.co/api/connection-environments/list-connection-environments - not on every instance */
  async connectionEnvironments(ticket: Ticket): Promise<Told<readonly OmniConnectionEnvironment[]>> {
    const answer = await this.#ask(ticket, { method: 'GET', path: '/api/v1/connection-environments' });
    return told(answer, (json) => each(listOf(json, 'connectionEnvironments'), readEnvironment));
  }

  #ask(ticket: Ticket, request: OmniRequest): Promise<OmniAnswer> {
    return this.#request(ticket, request, { accept: isWithheld });
  }
}
