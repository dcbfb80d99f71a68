import { expect } from '@jest/globals';
import { USER_ATTRIBUTES } from '../../local/omni/bodies.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import type { Answer, ConnectorUnderTest } from '../support/connector.ts';

export const ADA = 'ada@acme.example';

export const DEFINITIONS = {
  region: { name: 'region', type: 'String' },
  flag: { name: 'flag', type: 'String' },
  seats: { name: 'seats', type: 'Number', default_value: 5 },
  account: { name: 'account', type: 'Number' },
  areas: { name: 'areas', type: 'String', multiple_values: true, default_value: ['none'] },
  levels: { name: 'levels', type: 'Number', multiple_values: true },
  untouched: { name: 'untouched', type: 'String' },
} as const;

/** Defines every attribute by hand and adds one user, who holds `untouched` and whatever else is given. */
export function seed(c: ConnectorUnderTest, values: Record<string, string | number | string[] | number[]> = {}): void {
  for (const definition of Object.values(DEFINITIONS)) {
    const { name, type, ...rest } = { multiple_values: false, default_value: null, ...definition };
    const default_value = Array.isArray(rest.default_value) ? [...rest.default_value] : rest.default_value;
    c.omni.addAttribute({ name, type, label: name, multiple_values: rest.multiple_values, default_value } as never);
  }
  c.omni.addUser({ userName: ADA, displayName: 'Ada Analyst', values: { untouched: 'keep', ...values } });
}

/** What the local Omni holds; a value that was cleared counts as absent. */
export function held(c: ConnectorUnderTest, userName = ADA): Record<string, unknown> {
  const values = c.omni.findUser(userName)?.values ?? {};
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** The body of an answer that must be 200. */
export function ok(answer: Answer): Answer['body'] {
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

export const setValues = (c: ConnectorUnderTest, values: object, more: object = {}): Promise<Answer> =>
  c.call('set-user-values', { userName: ADA, values, ...more });

interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value: unknown;
}

/** The operations of every PATCH that reached Omni. */
export const operations = (c: ConnectorUnderTest): Operation[] =>
  c.omni.log.filter({ method: 'PATCH' }).flatMap(({ body }) => (body as { Operations: Operation[] }).Operations);

/** The references that a PATCH operation writes; fails on any other form than the two that are allowed. */
function written({ path, value }: Operation): string[] {
  if (path !== undefined) {
    expect(path).toMatch(new RegExp(`^${USER_ATTRIBUTES}:[^:]+$`));
    return [path.slice(USER_ATTRIBUTES.length + 1)];
  }
  expect(Object.keys(value as object)).toEqual([USER_ATTRIBUTES]);
  return Object.keys((value as Record<string, object>)[USER_ATTRIBUTES] ?? {});
}

/** The references that were sent to Omni as values, each once, sorted. */
export const writtenReferences = (c: ConnectorUnderTest): string[] =>
  [...new Set(operations(c).flatMap(written))].sort();

export const writeCount = (c: ConnectorUnderTest): number =>
  c.omni.log.all.filter(({ method }) => method !== 'GET').length;

export interface AuditRow {
  readonly action: string;
  readonly clientId: string;
  readonly userName: string;
  readonly reference: string;
  readonly before: string[];
  readonly after: string[];
  readonly outcome: string;
}

export const auditRows = (c: ConnectorUnderTest): Promise<AuditRow[]> =>
  c.connector.services.database.query<AuditRow>(
    `SELECT action, client_id AS "clientId", user_name AS "userName", reference, before, after, outcome
     FROM connector.audit ORDER BY seq`,
  );

/**
 * What must hold after every flow, whatever went wrong in it: users are only patched, only with `replace`, only in the
 * named references; no write is left open, but those that are noted since nobody can tell yet; the audit chain is
 * whole.
 */
export async function expectTidy(c: ConnectorUnderTest, named: readonly string[]): Promise<void> {
  const userWrites = c.omni.log.filter({ path: '/api/scim' }).filter(({ method }) => method !== 'GET');
  expect(new Set(userWrites.map(({ method }) => method))).toEqual(new Set(userWrites.length > 0 ? ['PATCH'] : []));
  expect(operations(c).every(({ op }) => op === 'replace')).toBe(true);
  expect(writtenReferences(c).filter((reference) => !named.includes(reference))).toEqual([]);
  const { database } = c.connector.services;
  expect(await database.query('SELECT action, changes FROM connector.write_intents WHERE noted_at IS NULL')).toEqual(
    [],
  );
  expect(await verifyAudit(database)).toMatchObject({ ok: true });
}
