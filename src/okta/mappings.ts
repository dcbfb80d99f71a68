import type { Clock } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaRequest, Requester } from './requester.ts';
import { listOf, objectOf, optionalObjectOf, pathSegment, textOf, unexpected } from './shape.ts';
import type { UserTypeCalls } from './user-types.ts';
import { writeVisibly } from './visible-write.ts';

/** How one attribute of the app gets its value. */
export interface PropertyMapping {
  /** In Okta's expression language, such as `user.region`. */
  readonly expression: string;
  /** PUSH: on create and update. DONT_PUSH: on create only. */
  readonly pushStatus: 'PUSH' | 'DONT_PUSH';
}

export interface OktaMapping {
  readonly id: string;
  /** By variable name of the app's attribute. */
  readonly properties: ReadonlyMap<string, PropertyMapping>;
}

const MAPPINGS = '/api/v1/mappings';
const ONE_MAPPING = `${MAPPINGS}/{id}`;
const READ = 'okta.profileMappings.read';

const pathOf = (id: string): string => `${MAPPINGS}/${pathSegment(id)}`;

/** Null in both fields removes a mapping; the body holds the one attribute and no other. */
const bodyOf = (variable: string, property: PropertyMapping | undefined) => ({
  properties: { [variable]: property ?? { expression: null, pushStatus: null } },
});

const idOf = (end: unknown): unknown => objectOf(end, 'an end of the mapping').id;

function readProperty(variable: string, value: unknown): [string, PropertyMapping][] {
  const { expression, pushStatus } = objectOf(value, `the mapping of ${variable}`);
  if (expression === null || expression === undefined) return [];
  if (pushStatus !== 'PUSH' && pushStatus !== 'DONT_PUSH') throw unexpected(`the pushStatus of ${variable} is unknown`);
  return [[variable, { expression: textOf(expression, `the expression of ${variable}`), pushStatus }]];
}

function readMapping(json: unknown): OktaMapping {
  const { id, properties } = objectOf(json, 'the mapping');
  const shown = Object.entries(optionalObjectOf(properties, 'the properties of the mapping'));
  return {
    id: textOf(id, 'the id of the mapping'),
    properties: new Map(shown.flatMap(([variable, value]) => readProperty(variable, value))),
  };
}

const isAsWritten = (shown: PropertyMapping | undefined, written: PropertyMapping | undefined): boolean =>
  shown?.expression.trim() === written?.expression.trim() && shown?.pushStatus === written?.pushStatus;

/**
 * The mapping from the Okta user profile to the app's. Okta makes it with the app's provisioning; there is no call that
 * does. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ProfileMapping/
 */
export class MappingCalls {
  readonly #request: Requester;
  readonly #clock: Clock;
  readonly #appId: string;
  readonly #userTypes: UserTypeCalls;

  constructor(request: Requester, clock: Clock, appId: string, userTypes: UserTypeCalls) {
    this.#request = request;
    this.#userTypes = userTypes;
    this.#clock = clock;
    this.#appId = appId;
  }

  /** @throws ConnectorError OKTA_MAPPING_NOT_FOUND */
  async read(deadline: number): Promise<OktaMapping> {
    const { id: sourceId } = await this.#userTypes.default(deadline);
    const query = { sourceId, targetId: this.#appId };
    const answer = await this.#request(
      { method: 'GET', path: MAPPINGS, query, bucket: MAPPINGS, scope: READ },
      deadline,
    );
    const mappings = listOf(answer.json, 'the list of mappings').map((mapping) => objectOf(mapping, 'a mapping'));
    // Looked at again: a write to the mapping of another app would be a disaster.
    const found = mappings.find(({ source, target }) => idOf(source) === sourceId && idOf(target) === this.#appId);
    if (!found) throw new ConnectorError('OKTA_MAPPING_NOT_FOUND');
    return await this.#readById(textOf(found.id, 'the id of the mapping'), deadline);
  }

  /**
   * Sets or removes the mapping of one attribute. @throws ConnectorError OKTA_NOT_VISIBLE_YET, OKTA_MAPPING_NOT_FOUND
   */
  async write(id: string, variable: string, property: PropertyMapping | undefined, deadline: number): Promise<void> {
    await writeVisibly({
      clock: this.#clock,
      deadline,
      what: `${property ? '' : 'the removal of '}the mapping of ${variable}`,
      write: () => this.#send({ method: 'POST', path: pathOf(id), body: bodyOf(variable, property) }, deadline),
      isShown: async () => isAsWritten((await this.#readById(id, deadline)).properties.get(variable), property),
    });
  }

  async #readById(id: string, deadline: number): Promise<OktaMapping> {
    return readMapping((await this.#send({ method: 'GET', path: pathOf(id) }, deadline)).json);
  }

  async #send(request: Omit<OktaRequest, 'bucket' | 'scope'>, deadline: number) {
    const scope = request.method === 'GET' ? READ : 'okta.profileMappings.manage';
    const answer = await this.#request({ ...request, scope, bucket: ONE_MAPPING, mayBeMissing: true }, deadline);
    if (answer.status === 404) throw new ConnectorError('OKTA_MAPPING_NOT_FOUND');
    return answer;
  }
}
