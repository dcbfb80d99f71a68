import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../src/actions/action.ts';
import type { ErrorCode } from '../../src/errors/error-codes.ts';
import type { Database } from '../../src/store/database.ts';
import { readJob } from '../../src/store/jobs.ts';
import { addJob, settleRows } from '../jobs-actions/set-up.ts';
import { addPush, sampleRows } from '../store/push-samples.ts';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

const start = useConnector();
let under: ConnectorUnderTest;
let database: Database;

beforeEach(async () => {
  under = await start();
  database = under.connector.services.database;
});

const WITHOUT_MANAGE = SCOPES.filter((scope) => scope !== 'omni.jobs.manage');

/** Calls an action as a client, with every scope that lets nobody see other clients' jobs. */
async function callAs(cid: string, action: string, input: object, scp: readonly string[] = WITHOUT_MANAGE) {
  return await under.call(action, input, { authorization: `Bearer ${await under.token({ cid, scp })}` });
}

/** A job of the client `flows` that has ended, with a row of each outcome. */
async function endedJob(): Promise<string> {
  const jobId = await addJob(database, 'running', { clientId: 'flows', rows: sampleRows(4) });
  await settleRows(database, jobId);
  await database.query(`UPDATE connector.jobs SET status = 'done' WHERE id = $1`, [jobId]);
  return jobId;
}

const addReport = (kind: 'drift' | 'coverage') => addJob(database, 'done', { clientId: 'flows', kind, rows: [] });

interface Look {
  readonly action: string;
  readonly code: ErrorCode;
  /** Makes something of the client `flows`, and what names it. */
  name(): Promise<object>;
  /** What the call does when the owner makes it. */
  readonly own: number;
}

const jobOf = (status: Parameters<typeof addJob>[1]) => async () => ({
  jobId: await addJob(database, status, { clientId: 'flows' }),
});

const LOOKS: readonly Look[] = [
  { action: 'get-job', code: 'JOB_NOT_FOUND', name: jobOf('needs-approval'), own: 200 },
  { action: 'list-job-results', code: 'JOB_NOT_FOUND', name: jobOf('done'), own: 200 },
  { action: 'cancel-job', code: 'JOB_NOT_FOUND', name: jobOf('needs-approval'), own: 200 },
  { action: 'retry-job', code: 'JOB_NOT_FOUND', name: async () => ({ jobId: await endedJob() }), own: 202 },
  { action: 'undo-job', code: 'JOB_NOT_FOUND', name: async () => ({ jobId: await endedJob() }), own: 202 },
  {
    action: 'report-coverage',
    code: 'REPORT_NOT_FOUND',
    name: async () => ({ reportId: await addReport('coverage') }),
    own: 200,
  },
  {
    action: 'report-drift',
    code: 'REPORT_NOT_FOUND',
    name: async () => ({ reportId: await addReport('drift') }),
    own: 200,
  },
];

/** The answer without what differs from call to call. */
function told({ body }: Answer, input: object): object {
  const { requestId: _, ...rest } = body;
  const [id = ''] = Object.values(input);
  return JSON.parse(JSON.stringify(rest).replaceAll(id, 'ID'));
}

describe.each(LOOKS)('$action', ({ action, code, name, own }) => {
  test("shows somebody else's as one that is not there, and leaves it so", async () => {
    const input = await name();
    const [id = ''] = Object.values(input);
    const before = await readJob(database, id);
    const answer = await callAs('another', action, input);
    expectError(answer, 404, code);
    const nothing = { [Object.keys(input)[0] ?? '']: randomUUID() };
    expect(told(answer, input)).toEqual(told(await callAs('another', action, nothing), nothing));
    expect(await readJob(database, id)).toEqual(before);
  });

  test('does its work for the client that started it, and for whoever manages all', async () => {
    expect(await callAs('flows', action, await name())).toMatchObject({ status: own });
    expect(await callAs('another', action, await name(), SCOPES)).toMatchObject({ status: own });
  });

  test('shows the jobs of schedules to nobody but whoever manages all', async () => {
    const input = await name();
    await database.query(`UPDATE connector.jobs SET client_id = 'schedule'`);
    expectError(await callAs('flows', action, input), 404, code);
    expect(await callAs('flows', action, input, SCOPES)).toMatchObject({ status: own });
  });
});

describe('apply-plan', () => {
  const plan = async () => {
    under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
    under.omni.addUser({ userName: 'ada@acme.example' });
    const rows = [{ userName: 'ada@acme.example', values: { region: 'emea' } }];
    const { planId, planHash } = (await callAs('flows', 'plan-push', { rows })).body;
    return { planId, planHash };
  };

  test("knows no plan of somebody else's, before it was applied and after", async () => {
    const input = await plan();
    expectError(await callAs('another', 'apply-plan', input), 404, 'PLAN_NOT_FOUND');
    expect(await callAs('flows', 'apply-plan', input)).toMatchObject({ status: 202 });
    expectError(await callAs('another', 'apply-plan', input), 404, 'PLAN_NOT_FOUND');
  });

  test("applies anybody's plan for whoever manages all", async () => {
    expect(await callAs('another', 'apply-plan', await plan(), SCOPES)).toMatchObject({ status: 202 });
  });

  test("list-job-results knows no rows of somebody else's plan", async () => {
    const jobId = await addPush(database, { clientId: 'flows', status: 'planned', now: Date.now() });
    expectError(await callAs('another', 'list-job-results', { jobId }), 404, 'JOB_NOT_FOUND');
    expect(await callAs('flows', 'list-job-results', { jobId })).toMatchObject({ status: 200 });
  });
});

describe('list-jobs', () => {
  const listAs = async (cid: string, input: object, scp?: readonly string[]) => {
    const { jobs, nextCursor } = (await callAs(cid, 'list-jobs', input, scp)).body;
    return { ids: jobs.map(({ jobId }: { jobId: string }) => jobId), nextCursor };
  };

  test("lists a client's own jobs, page by page, and everybody's for whoever manages all", async () => {
    const owners = ['flows', 'another', 'schedule', 'flows', 'another', 'flows'];
    const ids: string[] = [];
    for (const clientId of owners) ids.unshift(await addJob(database, 'paused', { clientId }));
    const idsOf = (owner: string) => ids.filter((_, index) => owners.toReversed()[index] === owner);

    const first = await listAs('flows', { limit: 2 });
    const second = await listAs('flows', { limit: 2, cursor: first.nextCursor });
    expect([first.ids, second.ids]).toEqual([idsOf('flows').slice(0, 2), idsOf('flows').slice(2)]);
    expect(second.nextCursor).toBe('');
    expect((await listAs('another', { status: 'paused' })).ids).toEqual(idsOf('another'));
    expect((await listAs('nobody', {})).ids).toEqual([]);
    expect((await listAs('nobody', {}, SCOPES)).ids).toEqual(ids);
  });
});

describe('approve-job', () => {
  test('needs omni.jobs.manage and nothing else, whoever started the job', async () => {
    const jobId = await addJob(database, 'needs-approval', { clientId: 'flows' });
    const refused = await callAs('flows', 'approve-job', { jobId });
    expect(expectError(refused, 403, 'SCOPE_MISSING').message).toContain('omni.jobs.manage');
    expect(await readJob(database, jobId)).toMatchObject({ status: 'needs-approval', approved: false });
    expect(await callAs('reviewer', 'approve-job', { jobId }, ['omni.jobs.manage'])).toMatchObject({ status: 200 });
    expect(await readJob(database, jobId)).toMatchObject({ approved: true, clientId: 'flows' });
  });
});
