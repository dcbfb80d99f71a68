import { describe, expect, test } from '@jest/globals';
import { moveJob } from '../../src/store/job-moves.ts';
import { readJob } from '../../src/store/jobs.ts';
import { laterClaims } from '../../src/store/later-claims.ts';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, sampleRow } from './push-samples.ts';

describe.each(databases)('later claims on %s', (_, open) => {
  const db = useDatabase(open);

  const pushOf = (userName: string, ...references: string[]) =>
    addPush(db(), {
      rows: [sampleRow(0, { userName, values: Object.fromEntries(references.map((one) => [one, null])) })],
    });

  async function claims(id: string, ...references: string[]): Promise<Record<string, string>> {
    const { acceptedSeq = 0 } = (await readJob(db(), id)) ?? {};
    return Object.fromEntries(await laterClaims(db(), 'ada@acme.example', references, { id, acceptedSeq }));
  }

  test('the latest push that names the user and the reference wins, reference by reference', async () => {
    const first = await pushOf('Ada@acme.example', 'region', 'seats');
    const second = await pushOf('ADA@acme.example', 'region', 'team');
    const third = await pushOf('ada@acme.example', 'team');
    await pushOf('bob@acme.example', 'region', 'seats');

    expect(await claims(first, 'region', 'seats', 'team')).toEqual({ region: second, team: third });
    expect(await claims(second, 'region', 'team')).toEqual({ team: third });
    expect(await claims(third, 'region', 'team')).toEqual({});
  });

  test('a push that is done still wins; one that was canceled or has failed, and a mere plan, do not', async () => {
    const first = await pushOf('ada@acme.example', 'region');
    const second = await pushOf('ada@acme.example', 'region');
    const is = (status: string) => db().query('UPDATE connector.jobs SET status = $2 WHERE id = $1', [second, status]);
    for (const status of ['queued', 'running', 'needs-approval', 'paused', 'done']) {
      await is(status);
      expect([status, await claims(first, 'region')]).toEqual([status, { region: second }]);
    }
    for (const status of ['planned', 'canceled', 'failed']) {
      await is(status);
      expect([status, await claims(first, 'region')]).toEqual([status, {}]);
    }
  });

  test('a push that speaks for an older one claims nothing against itself', async () => {
    const first = await pushOf('ada@acme.example', 'region', 'team');
    const second = await pushOf('ada@acme.example', 'team');
    const retry = await pushOf('ada@acme.example', 'region', 'team');
    const { acceptedSeq = 0 } = (await readJob(db(), first)) ?? {};
    const found = await laterClaims(db(), 'ada@acme.example', ['region', 'team'], { id: retry, acceptedSeq });
    expect(Object.fromEntries(found)).toEqual({ team: second });
  });

  test('a row that has failed claims nothing', async () => {
    const first = await pushOf('ada@acme.example', 'region');
    const second = await pushOf('ada@acme.example', 'region');
    await settleRow(db(), { jobId: second, index: 0, state: 'failed' });
    expect(await claims(first, 'region')).toEqual({});
  });

  test('a plan that is applied wins over a push that was accepted after the plan was made', async () => {
    const plan = await addPush(db(), { status: 'planned', rows: [sampleRow(0, { userName: 'ada@acme.example' })] });
    const push = await pushOf('ada@acme.example', 'region');
    await moveJob(db(), plan, 'apply', { now: 1 });
    expect(await claims(push, 'region')).toEqual({ region: plan });
    expect(await claims(plan, 'region')).toEqual({});
  });
});
