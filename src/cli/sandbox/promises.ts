import { isDeepStrictEqual } from 'node:util';
import type { EnsureAttributesOutput, SetUserValuesOutput } from '../../schema/types.ts';
import type { AuditReport } from '../../store/verify-audit.ts';
import type { Called } from '../push/call-action.ts';
import { type ClaimedValue, differingUsers, type HeldValues, withValues } from './held-values.ts';
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
  /** What the users held after that. */
  readonly held: HeldValues;
  readonly audit: AuditReport;
  readonly expected: { readonly first: Record<string, number>; readonly second: Record<string, number> };
}

/** Values that the answers claim to be in place; a user without an answer must hold nothing. */
const claimed = (results: readonly RowResult[]): ClaimedValue[] =>
  outputs(results).flatMap(({ userName, changes }) =>
    changes.map(({ reference, afterValues }) => ({ userName, reference, values: afterValues })),
  );

const outputs = (results: readonly RowResult[]): SetUserValuesOutput[] =>
  results.flatMap(({ answer }) => ('error' in answer ? [] : [answer.output]));

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort()
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');

/** What is promised of attributes and of single users, as far as the demo can check it. */
export function promises(facts: DemoFacts): Promised[] {
  const { sandbox, ensured, first, second, held, audit, expected } = facts;
  const written = outputs(first);
  const unverified = written.filter(({ verified }) => !verified).length;
  const wrong = differingUsers(withValues(new Map(), claimed(first)), held);
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
      found: wrong.length === 0 ? `${held.size} users compared` : `different: ${wrong.join(', ')}`,
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
