import { USER_ATTRIBUTES } from '../../../local/omni/bodies.ts';
import { createOmniDouble, type OmniDoubleOptions } from '../../../local/omni/omni-double.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { atTestEnd } from '../../support/at-test-end.ts';

export const USERS = '/api/scim/v2/Users';
export const GROUPS = '/api/scim/v2/Groups';
export const ATTRIBUTES = '/api/v1/user-attributes';
export const EMAIL_ONLY = '/api/v1/users/email-only';

/** A clock that stands still until it is moved; sleeping ends at once and moves it. */
export function handClock(start = 1_800_000_000_000): Clock & { advance(ms: number): void } {
  let now = start;
  const advance = (ms: number) => {
    now += ms;
  };
  return { now: () => now, advance, sleep: async (ms) => advance(ms) };
}

interface Sending {
  readonly key?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** A listening double and a `send` with its organization key; unlimited unless the test says otherwise. */
export async function setUp(options: OmniDoubleOptions = {}) {
  const clock = handClock();
  const omni = createOmniDouble({ clock, requestsPerMinute: Number.POSITIVE_INFINITY, ...options });
  const { url, close } = await omni.listen();
  atTestEnd(close);

  const send = async (method: string, path: string, body?: unknown, sending: Sending = {}) => {
    const { key = omni.keys.organization[0], headers, signal } = sending;
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };

  const patch = (id: string, ...operations: object[]) =>
    send('PATCH', `${USERS}/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations,
    });
  const setValues = (id: string, values: object) => patch(id, { op: 'replace', value: { [USER_ATTRIBUTES]: values } });
  const readValues = async (id: string) => (await send('GET', `${USERS}/${id}`)).json[USER_ATTRIBUTES];
  return { omni, clock, url, send, patch, setValues, readValues };
}

/** The same with one attribute of each kind and one user. */
export async function setUpUser(options: OmniDoubleOptions = {}) {
  const double = await setUp(options);
  const { omni } = double;
  omni.addAttribute({ name: 'sales_area', type: 'String', default_value: 'world' });
  omni.addAttribute({ name: 'seat_count', type: 'Number' });
  omni.addAttribute({ name: 'cost_centers', type: 'String', multiple_values: true });
  omni.addAttribute({ name: 'plant_ids', type: 'Number', multiple_values: true });
  const { id } = omni.addUser({ userName: 'analyst.one@acme.example', displayName: 'Analyst One' });
  return { ...double, id, stored: () => omni.findUser('analyst.one@acme.example')?.values };
}

export { USER_ATTRIBUTES };
