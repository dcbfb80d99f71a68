import { describe, expect, test } from '@jest/globals';
import { ADA, seed } from '../flows/set-up.ts';
import { usage } from '../reports/set-up.ts';
import { until } from '../support/until.ts';
import { type Browser, hiddenIn, tokenIn } from './browser.ts';
import { type ConsoleUnderTest, OPERATOR, SECOND, useConsole, VIEWER } from './set-up.ts';

const start = useConsole();

const ORDERS = `
access_filters:
  - { field: orders.region, user_attribute: region, values_for_unfiltered: [all] }
`;

async function seeded(options?: Parameters<typeof start>[0]): Promise<ConsoleUnderTest> {
  const started = await start(options);
  seed(started.c, { region: 'emea' });
  return started;
}

const CLEARS = { environment: { GUARD_MAX_CLEARED_VALUES: '0' } };
const clearing = (more: object = {}) => ({ rows: [{ userName: ADA, values: { region: null } }], mode: 'job', ...more });

const statusOf = async ({ c }: ConsoleUnderTest, jobId: string): Promise<string> =>
  (await c.call('get-job', { jobId })).body.status;

/** A job of a client that waits for approval. */
async function held(started: ConsoleUnderTest): Promise<string> {
  const { jobId } = (await started.c.call('push-users', clearing())).body;
  await until(async () => (await statusOf(started, jobId)) === 'needs-approval');
  return jobId;
}

const decide = async (browser: Browser, jobId: string, decision: string) => {
  const path = `/console/jobs/${jobId}/${decision}`;
  const page = await browser.get(path);
  return { page, answer: await browser.post(path, hiddenIn(page)) };
};

describe('a job that waits', () => {
  test('is shown on the first page, and with what it would write, before → after', async () => {
    const started = await seeded(CLEARS);
    const jobId = await held(started);
    const mine = await started.as(VIEWER);
    const home = await mine.get('/console');
    expect(home.text).toContain(`/console/jobs/${jobId}`);
    expect(home.text).toContain('1 value would be cleared');
    const page = await mine.get(`/console/jobs/${jobId}`);
    expect(page.text).toContain('By attribute');
    expect(page.text).toMatch(/<code>emea<\/code><\/td><td><span class="quiet">no value/);
    expect(page.text).not.toContain('Approve …');
  });

  test('is approved by somebody who may act, after a page that says what it does; the audit names the person', async () => {
    const started = await seeded(CLEARS);
    const jobId = await held(started);
    const { page, answer } = await decide(await started.as(OPERATOR), jobId, 'approve');
    expect(page.text).toContain('<strong>1</strong> values are cleared');
    expect(page.text).toContain('Who sees more');
    expect(answer).toMatchObject({ status: 303, location: `/console/jobs/${jobId}` });
    await until(async () => (await statusOf(started, jobId)) === 'done');
    const rows = await started.c.connector.services.database.query(
      `SELECT action, client_id AS by FROM connector.audit WHERE reference = $1`,
      [`job:${jobId}`],
    );
    expect(rows).toEqual([{ action: 'approve-job', by: 'console: otto@acme.example' }]);
  });

  test('is approved as it was shown: a page of before the plan has grown, by what somebody else has approved, is refused', async () => {
    const started = await seeded(CLEARS);
    const { c } = started;
    const bob = 'bob@acme.example';
    c.omni.addUser({ userName: bob });
    const rows = [ADA, bob].map((userName) => ({ userName, values: { region: null } }));
    const { jobId } = (await c.call('push-users', { rows, mode: 'job', verify: 'all' })).body;
    await until(async () => (await statusOf(started, jobId)) === 'needs-approval');
    const otto = await started.as(OPERATOR);
    const path = `/console/jobs/${jobId}/approve`;
    const open = await otto.get(path);
    // It waits until its looks are old, and there is more to clear by then.
    c.omni.setValue(bob, 'region', 'apac');
    await c.connector.services.database.query('UPDATE connector.jobs SET looked_at = 1 WHERE id = $1', [jobId]);
    expect((await decide(await started.as(SECOND), jobId, 'approve')).answer.status).toBe(303);
    await until(async () => (await c.call('get-job', { jobId })).body.message.includes('has grown'));
    const refused = await otto.post(path, hiddenIn(open));
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.text).toContain('CONSOLE_PLAN_CHANGED');
    expect(await otto.post(path, { token: tokenIn(open) })).toMatchObject({ status: 409 });
    expect(await statusOf(started, jobId)).toBe('needs-approval');
    expect(c.omni.findUser(ADA)?.values.region).toBe('emea');
    expect((await decide(otto, jobId, 'approve')).answer.status).toBe(303);
    await until(async () => (await statusOf(started, jobId)) === 'done');
    expect(c.omni.findUser(bob)?.values.region ?? null).toBeNull();
  });

  test('is not approved by who may look alone, though they send the form', async () => {
    const started = await seeded(CLEARS);
    const jobId = await held(started);
    const mine = await started.as(VIEWER);
    const token = tokenIn(await mine.get('/console'));
    expect(await mine.get(`/console/jobs/${jobId}/approve`)).toMatchObject({ status: 403 });
    for (const decision of ['approve', 'cancel', 'undo', 'retry']) {
      expect(await mine.post(`/console/jobs/${jobId}/${decision}`, { token })).toMatchObject({ status: 403 });
    }
    expect(await mine.post('/console/reports/coverage', { token })).toMatchObject({ status: 403 });
    expect(await mine.post('/console/person/sync', { token, name: ADA })).toMatchObject({ status: 403 });
    expect(await statusOf(started, jobId)).toBe('needs-approval');
  });

  test.each([
    ['no token', {}, {}],
    ['another origin', { origin: 'https://evil.example' }, undefined],
  ])('is not approved by a form with %s', async (_what, headers, fields) => {
    const started = await seeded(CLEARS);
    const jobId = await held(started);
    const mine = await started.as(OPERATOR);
    const token = tokenIn(await mine.get('/console'));
    expect(await mine.post(`/console/jobs/${jobId}/approve`, fields ?? { token }, headers)).toMatchObject({
      status: 403,
    });
    expect(await statusOf(started, jobId)).toBe('needs-approval');
  });

  test('is canceled, and cannot be approved then', async () => {
    const started = await seeded(CLEARS);
    const jobId = await held(started);
    const mine = await started.as(OPERATOR);
    expect((await decide(mine, jobId, 'cancel')).answer).toMatchObject({ status: 303 });
    expect((await mine.get(`/console/jobs/${jobId}/approve`)).text).toContain('cannot be decided so any more');
    const token = tokenIn(await mine.get('/console'));
    expect(await mine.post(`/console/jobs/${jobId}/approve`, { token })).toMatchObject({ status: 409 });
  });
});

test('four eyes: who has started a job does not approve it, somebody else does', async () => {
  const started = await seeded();
  const { c } = started;
  const bob = 'bob@acme.example';
  c.omni.addUser({ userName: bob, values: { region: 'all' } });
  c.omni.addModel({ name: 'Sales', files: { 'orders.topic': ORDERS } });
  await usage(c);
  const { jobId: pushed } = (
    await c.call('push-users', { rows: [{ userName: bob, values: { region: 'apac' } }], mode: 'job' })
  ).body;
  await until(async () => (await statusOf(started, pushed)) === 'done');
  const otto = await started.as(OPERATOR);
  // The undo gives back what takes a filter away, so it waits.
  const undone = (await decide(otto, pushed, 'undo')).answer;
  const jobId = undone.location.split('/').at(-1) ?? '';
  await until(async () => (await statusOf(started, jobId)) === 'needs-approval');
  const { page, answer } = await decide(otto, jobId, 'approve');
  expect(page.text).toContain('You have started this job yourself');
  expect(page.text).toContain('1 person would see more than the rows of their values');
  expect(page.text).toContain(`/console/person?name=bob%40acme.example`);
  expect(answer.status).toBe(403);
  const token = tokenIn(await otto.get('/console'));
  const forced = await otto.post(`/console/jobs/${jobId}/approve`, { token });
  expect(forced.status).toBe(403);
  expect(forced.text).toContain('JOB_IS_YOURS');
  // Renamed in Okta, somebody is still the same person.
  await c.connector.services.database.query(`UPDATE connector.jobs SET client_id = 'console: old@acme.example'`);
  expect((await decide(otto, jobId, 'approve')).answer.status).toBe(403);
  expect((await decide(await started.as(SECOND), jobId, 'approve')).answer.status).toBe(303);
  await until(async () => (await statusOf(started, jobId)) === 'done');
  expect(c.omni.findUser(bob)?.values.region).toBe('all');
});

describe('the results of a job', () => {
  const many = async () => {
    const started = await seeded();
    const rows = Array.from({ length: 60 }, (_, index) => ({
      userName: `user${index}@acme.example`,
      values: { region: 'emea' },
    }));
    const body = { rows: [{ userName: ADA, values: { region: 'apac' } }, ...rows], mode: 'job' };
    const { jobId } = (await started.c.call('push-users', body)).body;
    await until(async () => (await statusOf(started, jobId)) === 'done');
    return { started, jobId };
  };

  test('are found by status and name, a page at a time', async () => {
    const { started, jobId } = await many();
    const mine = await started.as(VIEWER);
    const path = `/console/jobs/${jobId}`;
    const all = await mine.get(path);
    expect(all.text.match(/<tr><th scope="row">/g)).toHaveLength(50);
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(all.text) ?? [];
    expect((await mine.get(next.replaceAll('&amp;', '&'))).text.match(/<tr><th scope="row">/g)).toHaveLength(11);
    expect((await mine.get(`${path}?status=changed`)).text.match(/<tr><th scope="row">/g)).toHaveLength(1);
    expect((await mine.get(`${path}?name=USER59`)).text.match(/<tr><th scope="row">/g)).toHaveLength(1);
    const answer = await started.c.call('list-job-results', { jobId, userName: 'ser5' });
    expect(answer.body.results).toHaveLength(11);
  });

  test('that failed are repeated by a new job', async () => {
    const { started, jobId } = await many();
    const { page, answer } = await decide(await started.as(OPERATOR), jobId, 'retry');
    expect(page.text).toContain('<strong>60</strong> rows that have failed');
    expect(answer.location).toMatch(/^\/console\/jobs\/[\w-]{36}$/);
    expect(answer.location).not.toContain(jobId);
  });
});

describe('a job that is followed', () => {
  test('is told live until it ends', async () => {
    const started = await seeded();
    const mine = await started.as(VIEWER);
    const { jobId } = (
      await started.c.call('push-users', { rows: [{ userName: ADA, values: { region: 'apac' } }], mode: 'job' })
    ).body;
    const seen = await mine.get(`/console/jobs/${jobId}/live`, { accept: 'text/event-stream' });
    expect(seen.headers['content-type']).toBe('text/event-stream');
    expect(seen.text).toMatch(/^data: <p><span class="state/);
    expect(seen.text.endsWith('event: ended\ndata: ended\n\n')).toBe(true);
  });

  test('needs a session', async () => {
    const started = await seeded();
    const seen = await started.browser().get('/console/jobs/x/live', { accept: 'text/event-stream' });
    expect(seen.status).toBe(401);
  });

  test('does not hold up the end of the process, nor is it followed by too many', async () => {
    const started = await seeded(CLEARS);
    const jobId = await held(started);
    const mine = await started.as(VIEWER);
    const path = `/console/jobs/${jobId}/live`;
    const streams = Array.from({ length: 7 }, () => mine.get(path, { accept: 'text/event-stream' }));
    // The others stay open, so the one that is refused is the first to have its answer.
    expect(await Promise.race(streams)).toMatchObject({ status: 429 });
    await started.c.connector.close();
    const seen = await Promise.all(streams);
    expect(seen.filter(({ text }) => text.includes('needs-approval'))).toHaveLength(6);
  });
});
