import { isDeepStrictEqual } from 'node:util';
import type { EnsureAttributesOutput, SetUserValuesOutput } from '../../schema/types.ts';
import type { AuditReport } from '../../store/verify-audit.ts';
import type { Called } from './call-connector.ts';
import { countOutcomes, type RowResult } from './row-result.ts';
import type { Sandbox } from './start-sandbox.ts';

/** One promise of the connector, and what was found. */
export interface Promised {
  readonly promise: string;
  readonly kept: boolean;
  readonly found: string;
}

export interface DemoFacts {
  readonly sandbox: Sandbox;
  readonly ensured: Called<EnsureAttributesOutput>;
  readonly first: readonly RowResult[];
  readonly second: readonly RowResult[];
  readonly audit: AuditReport;
  readonly expected: { readonly first: Record<string, number>; readonly second: Record<string, number> };
}

const stored = (value: unknown): string[] =>
  value === null || value === undefined ? [] : [value].flat().map(String).sort();

/** What the answers of a run say that each user now holds, by lower-case user name and reference. */
function claimed(results: readonly RowResult[]): Map<string, Map<string, readonly string[]>> {
  const users = new Map<string, Map<string, readonly string[]>>();
  for (const { answer } of results) {
    if ('error' in answer) continue;
    const key = answer.output.userName.toLowerCase();
    const values = users.get(key) ?? new Map<string, readonly string[]>();
    for (const { reference, afterValues } of answer.output.changes) values.set(reference, afterValues);
    users.set(key, values);
  }
  return users;
}

/** Users whose values in the local Omni differ from what the answers claim; users without an answer must hold nothing. */
function wrongUsers({ sandbox, first }: DemoFacts): string[] {
  const claims = claimed(first);
  const wrong = sandbox.omni.users.filter(({ userName, values }) => {
    const held = Object.entries(values).filter(([, value]) => stored(value).length > 0);
    const wanted = [...(claims.get(userName.toLowerCase()) ?? [])].map(([key, value]) => [key, [...value].sort()]);
    return !isDeepStrictEqual(
      new Map(held.map(([key, value]) => [key, stored(value)])),
      new Map(wanted as [string, string[]][]),
    );
  });
  return wrong.map(({ userName }) => userName);
}

const outputs = (results: readonly RowResult[]): SetUserValuesOutput[] =>
  results.flatMap(({ answer }) => ('error' in answer ? [] : [answer.output]));

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort()
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');

/** Every promise that the demo can check. */
export function promises(facts: DemoFacts): Promised[] {
  const { sandbox, ensured, first, second, audit, expected } = facts;
  const written = outputs(first);
  const unverified = written.filter(({ verified }) => !verified).length;
  const wrong = wrongUsers(facts);
  const tooMany = sandbox.omni.log.count({ status: 429 });
  const puts = sandbox.omni.log.count({ method: 'PUT', path: '/api/scim' });
  const values = written.reduce((sum, { changes }) => sum + changes.length, 0);
  return [
    {
      promise: 'Every attribute exists as described.',
      kept: 'output' in ensured && ensured.output.failedCount === 0,
      found: 'output' in ensured ? `${ensured.output.createdCount} created` : ensured.error.message,
    },
    {
      promise: 'Each row ends as the sample says it must.',
      kept: isDeepStrictEqual(countOutcomes(first), expected.first),
      found: list(countOutcomes(first)),
    },
    {
      promise: 'Every accepted value was read back.',
      kept: unverified === 0,
      found: `${values} values written, ${unverified} answers unverified`,
    },
    {
      promise: 'Omni holds what the answers say, and nothing else.',
      kept: wrong.length === 0,
      found: wrong.length === 0 ? `${sandbox.omni.users.length} users compared` : `different: ${wrong.join(', ')}`,
    },
    {
      promise: 'Doing it again changes nothing.',
      kept: isDeepStrictEqual(countOutcomes(second), expected.second),
      found: list(countOutcomes(second)),
    },
    {
      promise: "Omni's rate limit is never hit, and no user is ever replaced (PUT).",
      kept: tooMany === 0 && puts === 0,
      found: `${sandbox.omni.log.count()} requests, ${tooMany} refused, ${puts} PUT`,
    },
    {
      promise: 'Every write is in the audit log, whose chain is whole.',
      kept: audit.ok && audit.checked >= values,
      found: `${audit.checked} entries checked`,
    },
  ];
}
