import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { createLog } from '../../src/base/log.ts';
import { type Sandbox, startSandbox } from '../../src/cli/sandbox/start-sandbox.ts';
import { openTestDatabase } from '../support/databases.ts';

const ATTRIBUTES = [
  { name: 'blob_entity', label: 'Blob Entity', type: 'String' },
  { name: 'cost_centers', label: 'Cost Centers', type: 'String', multiple_values: true },
  { name: 'seat_count', label: 'Seat Count', type: 'Number' },
  { name: 'level', label: 'Level', type: 'Number' },
] as const;
const USERS = ['ana@acme.example', 'ben@acme.example', 'cleo@acme.example'];

/** What a test of the commands works with. */
export interface CommandWorld {
  readonly sandbox: Sandbox;
  /** What reaches the running connector. */
  readonly remote: Record<string, string>;
  /** What lets the command be the connector itself. */
  readonly local: Record<string, string>;
  /** Writes a file and gives its path. */
  file(name: string, text?: string): string;
  value(userName: string, reference: string): unknown;
}

/** A running connector between a local Okta and a local Omni with three users, and a folder that ends with the test. */
export function useCommandWorld(): () => CommandWorld {
  let sandbox: Sandbox;
  let folder: string;

  beforeAll(async () => {
    sandbox = await startSandbox({
      port: 0,
      switches: {},
      requestsPerMinute: 6_000,
      log: createLog('silent'),
      database: await openTestDatabase(),
    });
    for (const attribute of ATTRIBUTES) sandbox.omni.addAttribute(attribute);
    for (const userName of USERS) sandbox.omni.addUser({ userName });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'push-'));
    for (const userName of USERS) {
      sandbox.omni.setValue(userName, 'blob_entity', 'north');
      sandbox.omni.setValue(userName, 'cost_centers', ['c100', 'c200']);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  afterAll(() => sandbox.close());

  return () => ({
    sandbox,
    remote: {
      CONNECTOR_URL: sandbox.connector.url,
      OKTA_ISSUER: sandbox.okta.issuer,
      CONNECTOR_CLIENT_ID: sandbox.client.id,
      CONNECTOR_CLIENT_SECRET: sandbox.client.secret,
    },
    local: {
      OMNI_BASE_URL: sandbox.omniUrl,
      OMNI_API_KEYS: sandbox.omni.keys.organization.join(','),
      OMNI_REQUESTS_PER_MINUTE: '6000',
      OKTA_ISSUER: sandbox.okta.issuer,
      DATA_DIR: join(folder, 'data'),
    },
    file(name, text) {
      const path = join(folder, name);
      if (text !== undefined) writeFileSync(path, text);
      return path;
    },
    value: (userName, reference) => sandbox.omni.findUser(userName)?.values[reference],
  });
}
