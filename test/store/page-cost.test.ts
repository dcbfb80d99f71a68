import { expect, test } from '@jest/globals';
import pg from 'pg';
import type { Queries } from '../../src/store/database.ts';
import { listUsersNamed, saveJobOmniUsers } from '../../src/store/job-omni-users.ts';
import { externalIds, saveOktaUsers } from '../../src/store/okta-users.ts';
import { savePlanPage } from '../../src/store/push-plans.ts';
import { countRows, listPushRows } from '../../src/store/push-rows.ts';
import { countReportUsers, listOtherUsers } from '../../src/store/report-users.ts';
import { type ChangeFilter, listValueChanges } from '../../src/store/value-changes.ts';
import { openNewTestDatabase, useDatabase } from '../support/databases.ts';
import { addPush, sampleRows } from './push-samples.ts';

const ROWS = 3_000;
const PAGE = 50;
/** Far above what a page needs, and far below all that a job has. */
const MOST = 500;

const db = useDatabase(openNewTestDatabase);
const numbers = Array.from({ length: ROWS }, (_, index) => index);
const page = numbers.slice(ROWS / 2, ROWS / 2 + PAGE);
const name = (index: number): string => `user${index}`;

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const visitedBy = (node: PlanNode): number =>
  Math.max(
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0)) *
      node['Actual Loops'],
    ...(node.Plans ?? []).map(visitedBy),
  );

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }];
}

const EXPLAIN = 'EXPLAIN (ANALYZE, FORMAT JSON)';

/** Runs a statement as planned for what it is asked for now. */
const plannedAnew = (sql: string, parameters: readonly unknown[] = []) =>
  db().query<Explained>(`${EXPLAIN} ${sql}`, parameters);

const elementText = (value: unknown): string => (value === null ? 'NULL' : JSON.stringify(String(value)));

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.map(elementText).join(',')}}` : String(value));
}

/** Runs a statement as planned for whatever it may be asked for. */
const plannedForAll = (sql: string, parameters: readonly unknown[] = []) =>
  db().transaction(async (queries) => {
    await queries.script(`SET LOCAL plan_cache_mode = force_generic_plan; PREPARE kept AS ${sql}`);
    const rows = await queries.query<Explained>(`${EXPLAIN} EXECUTE kept (${parameters.map(literal).join(', ')})`);
    await queries.script('DEALLOCATE kept');
    return rows;
  });

/** The most rows that the server goes through at one place of a statement, which it answers with none. */
async function rowsVisited(
  work: (queries: Queries) => Promise<unknown>,
  explain: typeof plannedAnew = plannedAnew,
): Promise<number> {
  let visited = 0;
  const explained: Queries['query'] = async (sql, parameters) => {
    const [row] = await explain(sql, parameters);
    visited = Math.max(visited, row ? visitedBy(row['QUERY PLAN'][0].Plan) : Number.NaN);
    return [];
  };
  await work({ ...db(), query: explained });
  return visited;
}

/** As in a job of a minute ago: PostgreSQL has not counted its rows yet. */
async function bigJob(): Promise<string> {
  const id = await addPush(db(), { rows: sampleRows(ROWS) });
  const seen = numbers.map((index) => ({ userName: name(index), index }));
  await saveJobOmniUsers(
    db(),
    id,
    seen.map(({ userName, index }) => ({ userName, omniUserId: `id-${index}`, active: true, held: {}, seenAt: 1 })),
  );
  const okta = { assigned: true, status: '', syncState: '', changedAt: 0, values: {}, wants: {} };
  await saveOktaUsers(
    db(),
    id,
    seen.map(({ userName, index }) => ({ ...okta, userName, oktaUserId: `okta-${index}`, externalId: `id-${index}` })),
  );
  return id;
}

test('a page costs as much as it holds, not as much as its job', async () => {
  const id = await bigJob();
  const names = page.map(name);
  const visited = {
    'the users of Omni by name': await rowsVisited((queries) => listUsersNamed(queries, id, names)),
    'the users of Okta by name': await rowsVisited((queries) => externalIds(queries, id, names)),
    'the plan of a page': await rowsVisited((queries) =>
      savePlanPage(
        queries,
        id,
        page.map((index) => ({ index, state: 'unchanged' })),
      ),
    ),
    'what has failed': await rowsVisited((queries) => listPushRows(queries, id, { state: 'failed', limit: PAGE })),
    'what was written': await rowsVisited((queries) => listPushRows(queries, id, { state: 'changed', limit: PAGE })),
  };
  const dear = Object.entries(visited).filter(([, rows]) => !(rows < MOST));
  expect(dear).toEqual([]);
});

test('so does one of a report where PostgreSQL has counted the users and Okta assigns all of them', async () => {
  const id = await bigJob();
  await countReportUsers(db());
  const after = { userNameKey: name(ROWS / 2), id: '' };
  expect(await rowsVisited((queries) => listOtherUsers(queries, id, after, PAGE))).toBeLessThan(MOST);
});

/** A job whose rows are all in place, as PostgreSQL has counted. */
async function jobInPlace(): Promise<string> {
  const id = await addPush(db(), { rows: sampleRows(ROWS) });
  await savePlanPage(
    db(),
    id,
    numbers.map((index) => ({ index, state: 'unchanged' })),
  );
  await db().script('VACUUM (ANALYZE) connector.push_rows');
  return id;
}

const STATES = ['waiting', 'ready', 'changed', 'failed', 'kept'] as const;

test.each(STATES)('few rows that are %s are found however often others were asked for', async (state) => {
  const id = await jobInPlace();
  const page = { state, limit: PAGE };
  const visited = [
    await rowsVisited((queries) => listPushRows(queries, id, page), plannedForAll),
    await rowsVisited((queries) => listPushRows(queries, id, { ...page, userName: 'r' }), plannedForAll),
    await rowsVisited((queries) => countRows(queries, id, state), plannedForAll),
  ];
  expect(Math.max(...visited)).toBeLessThan(MOST);
});

const CHANGES: readonly Omit<ChangeFilter, 'limit'>[] = [
  {},
  { reference: 'reference1' },
  { since: ROWS / 3, until: ROWS / 2 },
  { after: ROWS / 2 },
];

test.each(CHANGES)('nor does a page of changes go through the log: %j', async (filter) => {
  await db().query(
    `INSERT INTO connector.audit (seq, at, request_id, client_id, action, user_name, omni_user_id, reference, before,
                                  after, outcome, previous_hash, hash)
     SELECT seq, seq, '', '', '', 'user' || seq % 500, 'id-' || seq % 500, 'reference' || seq % 3, '[]', '[]',
            'verified', '', ''
     FROM generate_series(1, $1::int) AS seq`,
    [ROWS],
  );
  await db().script('VACUUM (ANALYZE) connector.audit');
  expect(await rowsVisited((queries) => listValueChanges(queries, { ...filter, limit: PAGE }))).toBeLessThan(MOST);
});

test('nor is a page of a plan compared row by row, however often others were saved', async () => {
  // Among fewer PostgreSQL goes another way.
  const id = await addPush(db(), { rows: sampleRows(100_000) });
  const planned = page.map((index) => ({ index, state: 'unchanged' as const }));
  expect(await rowsVisited((queries) => savePlanPage(queries, id, planned), plannedForAll)).toBeLessThan(MOST);
});
