import type { OmniRequest, Send } from '../src/omni/transport.ts';

const URN = 'urn:omni:params:1.0:UserAttribute';
const USERS = '/api/scim/v2/Users';

export interface FakeOmniOptions {
  readonly users: number;
  /** Whether pages of the user list carry the users' values. */
  readonly listValues: boolean;
}

/** As much of Omni as a push asks for, in memory and without HTTP, so that ten thousand requests take a second. */
export interface FakeOmni {
  readonly send: Send;
  readonly userNames: readonly string[];
  /** What the user holds of `region`. */
  region(userName: string): string | undefined;
  /** Requests so far. */
  readonly requests: number;
  /** Puts something before a request is answered. */
  onRequest: (request: OmniRequest) => void;
}

/** Makes an instance in which everybody holds the region "emea". */
export function fakeOmni({ users, listValues }: FakeOmniOptions): FakeOmni {
  const held = Array.from({ length: users }, (_, i) => ({
    id: `user-${i}`,
    userName: `user${i}@acme.example`,
    values: { region: 'emea' } as Record<string, unknown>,
  }));
  const byId = new Map(held.map((user) => [user.id, user]));
  const byName = new Map(held.map((user) => [user.userName, user]));

  const shown = ({ values, ...user }: (typeof held)[number], withValues: boolean) => ({
    ...user,
    active: true,
    ...(withValues && { [URN]: values }),
  });

  function list(query: OmniRequest['query'] = {}): unknown {
    const first = Number(query.startIndex) - 1;
    const page = held.slice(first, first + Number(query.count));
    return { totalResults: held.length, Resources: page.map((user) => shown(user, listValues)) };
  }

  function one({ method, path, body }: OmniRequest): unknown {
    const user = byId.get(path.slice(USERS.length + 1));
    if (!user) throw new RangeError(`There is no ${path}`);
    if (method === 'PATCH') {
      const { Operations } = body as { Operations: { value: Record<string, Record<string, unknown>> }[] };
      for (const { value } of Operations) Object.assign(user.values, value[URN]);
    }
    return shown(user, method === 'GET');
  }

  function answer(request: OmniRequest): unknown {
    if (request.path === '/api/v1/user-attributes') {
      return { records: [{ id: 'region', name: 'region', label: 'Region', type: 'String', multiple_values: false }] };
    }
    return request.path === USERS ? list(request.query) : one(request);
  }

  const omni = {
    requests: 0,
    onRequest: (_request: OmniRequest): void => undefined,
    userNames: held.map(({ userName }) => userName),
    region: (userName: string) => byName.get(userName)?.values.region as string | undefined,
    send: (async (request) => {
      omni.requests += 1;
      omni.onRequest(request);
      return { status: 200, json: structuredClone(answer(request)), text: '', retryAfterSeconds: undefined };
    }) satisfies Send,
  };
  return omni;
}
