import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { acceptJob } from '../../src/jobs/accept-job.ts';
import { backgroundJob } from '../../src/jobs/job.ts';
import { SAMPLE_USERS } from '../../src/pushes/sample-memory.ts';
import { coverageKind, driftKind, usageKind } from '../../src/reports/report-kinds.ts';
import { coverageRequest, driftRequest, usageRequest } from '../../src/reports/report-request.ts';
import type { UsageFacts } from '../../src/reports/report-state.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { readJob } from '../../src/store/jobs.ts';
import { readKnownModels } from '../../src/store/known-models.ts';
import { listReportRows } from '../../src/store/report-rows.ts';
import { ok } from '../flows/set-up.ts';
import { eventually, hurry } from '../pushes/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { dying } from '../support/dying-database.ts';
import { ADA, addBoth, BEN, coverage, drift, INSTANCES, seed, short, usage } from './set-up.ts';

const start = useConnector();
const USERS = 120;

async function prepared(switches: (typeof INSTANCES)[number][1]): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg: true, switches });
  seed(c);
  for (let i = 0; i < USERS; i += 1) {
    addBoth(c, `user${i}@acme.example`, { region: 'emea' }, { region: i % 10 === 0 ? 'apac' : 'emea' });
  }
  c.omni.addUser({ userName: ADA, values: { region: 'emea' } });
  c.oktaOrg.addUser({ login: BEN });
  c.oktaOrg.assign(BEN);
  return c;
}

/** Works on a report that is killed again and again. @returns its rows, and how often it was killed */
async function workUnderKills({ connector: { services } }: ConnectorUnderTest, kind: 'drift' | 'coverage' | 'usage') {
  const { database } = services;
  const okta = services.okta.session(Number.POSITIVE_INFINITY);
  const request = {
    drift: () => driftRequest({ okta, policy: undefined }, undefined),
    coverage: () => coverageRequest(undefined),
    usage: () => usageRequest(),
  };
  const id = randomUUID();
  const who = { clientId: 'test', action: 'test', requestId: 'test', fingerprint: '' };
  const asked = await request[kind]();
  await insertJob(database, { ...asked, ...who, id, options: { ...asked.options }, status: 'planned' });
  // Only this test works on it.
  await database.query(`UPDATE connector.jobs SET status = 'running', not_before = 9e15::bigint WHERE id = $1`, [id]);
  const mortal = { ...services, database: dying(database) };
  const { lane, steps } = { drift: driftKind, coverage: coverageKind, usage: usageKind }[kind];
  let kills = 0;
  for (let slices = 0; slices < 1_000; slices += 1) {
    const push = await readJob(database, id);
    if (!push) throw new Error('the report is gone');
    const job = backgroundJob(mortal, push, lane, new AbortController().signal, { inARow: 0 });
    try {
      const end = await steps[push.phase]?.(job, Number.POSITIVE_INFINITY);
      if (typeof end === 'object') {
        const { report = {} } = (await readJob(database, id)) ?? {};
        return { kills, rows: await listReportRows(database, id, { limit: 10_000 }), report };
      }
    } catch (thrown) {
      if ((thrown as Error).message !== 'killed') throw thrown;
      kills += 1;
    }
  }
  throw new Error('the report has not come to its end');
}

describe.each(INSTANCES)('where %s, a report that is killed again and again', (_, switches) => {
  test('says what one says that is not, about drift', async () => {
    const c = await prepared(switches);
    const undisturbed = await drift(c);
    const { kills, rows } = await workUnderKills(c, 'drift');
    expect(kills).toBeGreaterThan(2);
    expect(rows.map(({ userName, reference, kind }) => `${userName} ${reference} ${kind}`.replace('  ', ' '))).toEqual(
      short(undisturbed),
    );
    expect(undisturbed).toMatchObject({ differentCount: USERS / 10, notInOmniCount: 1, notAssignedCount: 1 });
  });

  test('says what one says that is not, about coverage', async () => {
    const c = await prepared(switches);
    const undisturbed = await coverage(c);
    const { kills, rows, report } = await workUnderKills(c, 'coverage');
    expect(kills).toBeGreaterThan(1);
    expect(rows).toHaveLength(3 * (USERS + 1));
    const holdings = report.holdings as Record<string, Record<string, number>>;
    for (const { reference, ownCount, defaultCount, noneCount } of undisturbed.references) {
      expect(holdings[reference]).toMatchObject({ own: ownCount, default: defaultCount, none: noneCount });
    }
  });
});

test('a report on the models that is killed again and again says what one says that is not, and keeps all of them', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  const filter = (reference: string) => ({
    'orders.topic': `access_filters: [{ field: orders.x, user_attribute: ${reference}, values_for_unfiltered: [all] }]`,
  });
  for (let at = 0; at < 24; at += 1)
    c.omni.addModel({ name: `Model ${at}`, files: filter(at % 2 ? 'region' : 'gone') });
  const undisturbed = await usage(c);
  const { database } = c.connector.services;
  const before = await readKnownModels(database);
  await database.query('DELETE FROM connector.known_models');
  const { kills, report } = await workUnderKills(c, 'usage');
  expect(kills).toBeGreaterThan(2);
  const { found } = report.usage as UsageFacts;
  expect(found?.attributes.filter(({ system }) => !system).map(({ system: _, ...one }) => one)).toEqual(
    undisturbed.attributes,
  );
  expect(found?.undefined).toEqual(undisturbed.undefined);
  const known = await readKnownModels(database);
  expect(known?.models.map(({ name, reading }) => [name, reading])).toEqual(
    before?.models.map(({ name, reading }) => [name, reading]),
  );
  expect(await database.query('SELECT FROM connector.job_models')).toEqual([]);
});

test('a report goes on where it was when its connector comes back', async () => {
  const c = await prepared(INSTANCES[1][1]);
  c.omni.faults.plan({ kind: 'latency', ms: 20 }, { times: Number.POSITIVE_INFINITY });
  const { services } = c.connector;
  const okta = services.okta.session(Number.POSITIVE_INFINITY);
  const who = { caller: { clientId: 'test' }, action: 'report-drift', requestId: 'test' };
  const { id: reportId } = await acceptJob(
    { ...services, ...who },
    await driftRequest({ okta, policy: undefined }, undefined),
  );
  const reads = () => c.omni.log.filter({ path: '/api/scim/v2/Users/' }).length;
  await eventually(async () => reads() > USERS / 2);
  await c.connector.close();
  expect(reads()).toBeLessThan(USERS);

  c.omni.faults.clear();
  const again = await start({ oktaOrg: c.oktaOrg, omni: c.omni });
  const report = await drift(again, { reportId });
  expect(report).toMatchObject({ differentCount: USERS / 10, notInOmniCount: 1, notAssignedCount: 1 });
  // Once for each, but for what the stop cut off, and for the sample that a start compares with what is remembered.
  expect(reads()).toBeLessThanOrEqual(USERS + 2 + SAMPLE_USERS);
});

test('two equal calls are one report while it runs; afterwards a call begins a new one', async () => {
  const c = await prepared(INSTANCES[0][1]);
  c.omni.faults.plan({ kind: 'latency', ms: 200 }, { times: 2 });
  const [one, other] = await Promise.all([drift(c), drift(c)]);
  expect(one.reportId).toBe(other.reportId);
  expect((await drift(c)).reportId).not.toBe(one.reportId);
});

test('a report that is canceled ends at once and keeps what it has found', async () => {
  const c = await prepared(INSTANCES[1][1]);
  c.omni.faults.plan({ kind: 'latency', ms: 50 }, { times: Number.POSITIVE_INFINITY });
  const calling = c.call('report-drift');
  let reportId = '';
  await eventually(async () => {
    reportId = ok(await c.call('list-jobs')).jobs[0]?.jobId ?? '';
    return reportId !== '';
  });
  ok(await c.call('cancel-job', { jobId: reportId }));
  expect(ok(await calling)).toMatchObject({ reportId, status: 'canceled', pollAfterSeconds: 0 });
});

test('a report that Omni refuses is paused, answers 202 with the reason, and goes on by itself', async () => {
  const c = await prepared(INSTANCES[0][1]);
  const [key = ''] = c.omni.keys.organization;
  c.omni.keys.disable(key);
  const answer = await c.call('report-drift');
  expect(answer).toMatchObject({ status: 202, body: { status: 'paused', rows: [] } });
  expect(answer.body.message).toContain('Paused:');
  c.omni.keys.enable(key);
  await hurry(c, answer.body.reportId);
  expect(await drift(c, { reportId: answer.body.reportId })).toMatchObject({ differentCount: USERS / 10 });
});
