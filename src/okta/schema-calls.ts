import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { HttpAnswer } from '../base/http-client.ts';
import type { JsonObject } from '../base/is-object.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { readProperty, readSchema } from './read-schema.ts';
import type { OktaRequest, Requester } from './requester.ts';
import type { OktaSchema, ShownProperty } from './schemas.ts';
import { pathSegment } from './shape.ts';
import { writeVisibly } from './visible-write.ts';

/** What Okta shows as it was written; of the other fields it may show a default of its own. */
const COMPARED = ['type', 'title', 'externalName', 'externalNamespace', 'items', 'enum', 'oneOf'] as const;

/** Okta leaves what is absent as it is and removes what is null, so the body holds the one attribute and no other. */
const bodyOf = (variable: string, property: JsonObject | undefined) => ({
  definitions: {
    custom: { id: '#custom', type: 'object', properties: { [variable]: property ?? null }, required: [] },
  },
});

const isAsWritten = (shown: ShownProperty | undefined, written: ShownProperty | undefined): boolean =>
  shown && written
    ? COMPARED.every((field) => written[field] === undefined || isDeepStrictEqual(shown[field], written[field]))
    : shown === written;

/** A profile whose attributes can be read and written. */
export interface SchemaPlace extends Pick<OktaRequest, 'path' | 'bucket'> {
  /** As an error names it. */
  readonly name: string;
  /** Whether 404 means that there is no such app. */
  readonly isApp: boolean;
}

const USER_BUCKET = '/api/v1/meta/schemas/user';
const APP_BUCKET = '/api/v1/meta/schemas/apps';

/** Of the default user type. */
export const USER_PROFILE: SchemaPlace = {
  path: `${USER_BUCKET}/default`,
  bucket: USER_BUCKET,
  name: 'the Okta user profile',
  isApp: false,
};

/** An app's profile has no types of users. */
export const omniAppProfile = (appId: string): SchemaPlace => ({
  path: `${APP_BUCKET}/${pathSegment(appId)}/default`,
  bucket: APP_BUCKET,
  name: "the Omni app's profile",
  isApp: true,
});

/** The attributes of one profile. */
export class SchemaCalls {
  readonly #request: Requester;
  readonly #clock: Clock;
  readonly #place: SchemaPlace;

  constructor(request: Requester, clock: Clock, place: SchemaPlace) {
    this.#request = request;
    this.#clock = clock;
    this.#place = place;
  }

  /** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/ */
  async read(deadline: number): Promise<OktaSchema> {
    return readSchema((await this.#send('GET', undefined, deadline)).json);
  }

  /** Adds, changes or removes one custom attribute. @throws ConnectorError OKTA_NOT_VISIBLE_YET */
  async write(variable: string, property: JsonObject | undefined, deadline: number): Promise<void> {
    const written = property && readProperty(variable, property);
    await writeVisibly({
      clock: this.#clock,
      deadline,
      what: `${property ? '' : 'the removal of '}the attribute ${variable} of ${this.#place.name}`,
      write: () => this.#send('POST', bodyOf(variable, property), deadline),
      isShown: async () => isAsWritten((await this.read(deadline)).custom.get(variable), written),
    });
  }

  async #send(method: OktaRequest['method'], body: unknown, deadline: number): Promise<HttpAnswer> {
    const { path, bucket, isApp } = this.#place;
    const scope = method === 'GET' ? 'okta.schemas.read' : 'okta.schemas.manage';
    const answer = await this.#request({ method, path, bucket, scope, body, mayBeMissing: isApp }, deadline);
    if (answer.status === 404) throw new ConnectorError('OKTA_APP_NOT_FOUND');
    return answer;
  }
}
