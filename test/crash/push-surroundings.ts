import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import axios from 'axios';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import { createOmniDouble, type OmniDouble, type OmniDoubleOptions } from '../../local/omni/omni-double.ts';
import { SCOPES } from '../../src/actions/action.ts';

const AUDIENCE = 'api://omni-connector';

export interface Row {
  readonly userName: string;
  readonly values: { readonly region: string };
}

/** What processes of the connector talk to: a local Okta and a local Omni in the process of the test. */
export interface PushSurroundings {
  /**
   * A new local Omni with this many users. @returns it, the environment of a connector for it, and a row for each user
   */
  start(
    users: number,
    options: OmniDoubleOptions,
  ): Promise<{ omni: OmniDouble; environment: Record<string, string>; rows: Row[] }>;
  /** An empty folder, removed at the end. */
  folder(): string;
  /** Calls an action of the connector at that address. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; the schemas are checked elsewhere
  call(url: string, action: string, body: unknown): Promise<any>;
}

/** The surroundings for the tests of a file. */
export function usePushSurroundings(): PushSurroundings {
  const stops: (() => unknown)[] = [];
  let okta: AuthorizationServer;

  beforeAll(async () => {
    const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
    okta = await createAuthorizationServer({ audience: AUDIENCE, scopes: [...SCOPES], clients: [client] });
    await okta.listen();
    stops.push(() => okta.close());
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  return {
    async start(users, options) {
      const omni = createOmniDouble(options);
      const listening = await omni.listen();
      stops.push(() => listening.close());
      omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
      const rows = Array.from({ length: users }, (_, i) => ({
        userName: `user${i}@acme.example`,
        values: { region: `region-${i}` },
      }));
      for (const { userName } of rows) omni.addUser({ userName });
      const environment = {
        HOST: '127.0.0.1',
        PORT: '0',
        OMNI_BASE_URL: listening.url,
        OMNI_API_KEYS: omni.keys.organization.join(','),
        OKTA_ISSUER: okta.issuer,
        OKTA_AUDIENCE: AUDIENCE,
        LOG_LEVEL: 'info',
      };
      return { omni, environment, rows };
    },
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'push-crash-test-'));
      stops.push(() => rmSync(folder, { recursive: true, force: true }));
      return join(folder, 'data');
    },
    async call(url, action, body) {
      const headers = { authorization: `Bearer ${await okta.signToken()}` };
      return (await axios.post(`${url}/v1/actions/${action}`, body, { headers })).data;
    },
  };
}
