import { ConnectorError } from '../errors/connector-error.ts';
import type { Requester } from './requester.ts';
import { listOf, objectOf, pathSegment, textOf } from './shape.ts';

/** The Omni app, as far as its provisioning goes. */
export interface OktaApp {
  /** Okta's word: ACTIVE, INACTIVE or DELETED. */
  readonly status: string;
  /** What its provisioning may do, in Okta's words such as PUSH_NEW_USERS; empty where it is off. */
  readonly features: ReadonlySet<string>;
}

const BUCKET = '/api/v1/apps/{id}';

function readApp(json: unknown): OktaApp {
  const { status, features } = objectOf(json, 'the app');
  const names = listOf(features ?? [], "the app's features").map((name) => textOf(name, "one of the app's features"));
  return { status: textOf(status, "the app's status"), features: new Set(names) };
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/ */
export class AppCalls {
  readonly #request: Requester;
  readonly #path: string;

  constructor(request: Requester, appId: string) {
    this.#request = request;
    this.#path = `/api/v1/apps/${pathSegment(appId)}`;
  }

  /** @throws ConnectorError OKTA_APP_NOT_FOUND */
  async read(deadline: number): Promise<OktaApp> {
    const place = { path: this.#path, bucket: BUCKET, mayBeMissing: true };
    const answer = await this.#request({ ...place, method: 'GET', scope: 'okta.apps.read' }, deadline);
    if (answer.status === 404) throw new ConnectorError('OKTA_APP_NOT_FOUND');
    return readApp(answer.json);
  }
}
