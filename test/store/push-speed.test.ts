import { describe, expect, test } from '@jest/globals';
import type { Database, Queries } from '../../src/store/database.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { readJob } from '../../src/store/jobs.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { samplePush, sampleRows } from './push-samples.ts';

/** A database that counts its statements. */
function counting(database: Database): { database: Database; count(): number } {
  let statements = 0;
  const counted = (queries: Queries): Queries => ({
    query: (sql, parameters) => {
      statements += 1;
      return queries.query(sql, parameters);
    },
    script: (sql) => {
      statements += 1;
      return queries.script(sql);
    },
  });
  const transaction: Database['transaction'] = (work) => database.transaction((queries) => work(counted(queries)));
  return { database: { ...database, ...counted(database), transaction }, count: () => statements };
}

/** `npm run bench:store` measures how long it takes. */
describe.each(databases)('on %s', (_, open) => {
  const db = useDatabase(open);

  test('10,000 rows are accepted by a few statements', async () => {
    const { database, count } = counting(db());
    const { id } = await insertJob(database, samplePush({ rows: sampleRows(10_000) }));
    expect(count()).toBeLessThan(20);
    expect(await readJob(db(), id)).toMatchObject({ total: 10_000, doneCount: 0 });
  });
});
