import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { UncertainOutcome } from '../../src/omni/requester.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const user = { id: 'u1', userName: 'analyst.one@acme.example' };
const values = new Map([['sales_area', 'emea']]);
const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

const list = () => nock(ORIGIN).get(ATTRIBUTES);
const patch = () => nock(ORIGIN).patch(`${USERS}/u1`);
const good = () => list().reply(200, { records: [] });

describe('a read', () => {
  test.each<[string, () => unknown, unknown]>([
    ['a 500', () => list().reply(500), 500],
    ['a 502 in HTML', () => list().reply(502, '<html>Bad Gateway</html>'), 502],
    ['a 503', () => list().reply(503), 503],
    ['a connection that breaks', () => list().replyWithError(reset), 'no-answer'],
    ['a connection that is refused', () => list().replyWithError(refused), 'no-answer'],
    ['a 429', () => list().reply(429), 429],
  ])('is repeated after %s', async (_, fail, status) => {
    const omni = new OmniUnderTest();
    fail();
    good();
    await expect(omni.run((session) => session.listAttributes())).resolves.toEqual([]);
    expect(omni.statuses).toEqual([status, 200]);
  });

  test.each<[string, RegExp, (session: OmniSession) => Promise<unknown>, unknown]>([
    ['a user', /Users.u1$/, (session) => session.readUser('u1'), user],
    ['a search', /Users/, (session) => session.listedUser('a@acme.example'), { totalResults: 0 }],
    ['a page of users', /Users/, (session) => session.userPage(1), { totalResults: 0 }],
    ['recipients', /email-only/, (session) => session.emailOnlyPage(undefined), { records: [] }],
    ['models', /models/, (session) => session.modelPage('SHARED', undefined), { records: [] }],
    ['the files of a model', /models.m.yaml/, (session) => session.modelFiles('m'), { files: {} }],
    ['connections', /connections$/, (session) => session.connections(), { connections: [] }],
    ['environments', /connection-environments/, (session) => session.connectionEnvironments(), { records: [] }],
    ['the published routes', /openapi/, (session) => session.published(), { paths: {} }],
  ])('is repeated, whatever is read: %s', async (_, path, work, answer) => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).get(path).query(true).reply(503);
    nock(ORIGIN).get(path).query(true).reply(200, JSON.stringify(answer));
    await omni.run(work);
    expect(omni.statuses).toEqual([503, 200]);
  });

  test('of who the connector is is repeated, too', async () => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).get('/api/v1/whoami').reply(503);
    nock(ORIGIN).get('/api/v1/whoami').reply(200, { keyScope: 'user' });
    expect((await omni.refusal((session) => session.identity())).code).toBe('OMNI_KEY_NOT_ORGANIZATION');
    expect(omni.statuses).toEqual([503, 200]);
  });

  test('is sent four times at most, further and further apart', async () => {
    const omni = new OmniUnderTest();
    list().times(4).reply(503);
    const error = await omni.refusal((session) => session.listAttributes());
    expect(error).toMatchObject({ code: 'OMNI_UNREACHABLE', facts: { problem: `GET ${ATTRIBUTES}: status 503` } });
    expect(omni.clock.slept).toEqual([500, 1_000, 2_000]);
  });

  test('waits half as long at least, by chance', async () => {
    const omni = new OmniUnderTest({ random: 0 });
    list().times(4).replyWithError(reset);
    const error = await omni.refusal((session) => session.listAttributes());
    expect(error).toMatchObject({
      code: 'OMNI_UNREACHABLE',
      facts: { problem: `GET ${ATTRIBUTES}: the connection failed (ECONNRESET)` },
    });
    expect(omni.clock.slept).toEqual([250, 500, 1_000]);
  });

  test.each([400, 404, 409, 418, 422])('is not repeated after a %i', async (status) => {
    const omni = new OmniUnderTest();
    list().reply(status, { detail: 'no' });
    expect(await omni.refusal((session) => session.listAttributes())).toMatchObject({ code: 'OMNI_REFUSED' });
  });
});

describe('a write', () => {
  test.each<[string, () => unknown, unknown]>([
    ['a 429', () => patch().reply(429), 429],
    ['a connection that was never made', () => patch().replyWithError(refused), 'no-answer'],
  ])('is repeated after %s, which surely did nothing', async (_, fail, status) => {
    const omni = new OmniUnderTest();
    fail();
    patch().reply(200, {});
    await omni.run((session) => session.patchUser(user, values));
    expect(omni.statuses).toEqual([status, 200]);
  });

  test.each<[string, () => unknown, string]>([
    ['a 500', () => patch().reply(500), 'status 500'],
    ['a 502 in HTML', () => patch().reply(502, '<html></html>'), 'status 502'],
    ['a connection that breaks', () => patch().replyWithError(reset), 'the connection failed (ECONNRESET)'],
  ])('is never repeated after %s: only a read can tell what happened', async (_, fail, message) => {
    const omni = new OmniUnderTest();
    fail();
    const outcome = omni.run((session) => session.patchUser(user, values));
    await expect(outcome).rejects.toThrow(message);
    await expect(outcome).rejects.toBeInstanceOf(UncertainOutcome);
    expect(omni.exchanges).toHaveLength(1);
  });

  test('that could not be delivered four times has surely done nothing', async () => {
    const omni = new OmniUnderTest();
    patch().times(4).replyWithError(refused);
    const error = await omni.refusal((session) => session.patchUser(user, values));
    expect(error.code).toBe('OMNI_UNREACHABLE');
  });

  test('is done after 2xx, whatever the body is', async () => {
    for (const body of ['', '{"id":', '<html>', '[]']) patch().reply(200, body);
    const omni = new OmniUnderTest();
    for (let count = 0; count < 4; count += 1) await omni.run((session) => session.patchUser(user, values));
    expect(omni.statuses).toEqual([200, 200, 200, 200]);
  });
});

describe('an unexpected 429', () => {
  test('makes the key rest, longer and longer, and ends after four', async () => {
    const omni = new OmniUnderTest();
    list().times(4).reply(429);
    const error = await omni.refusal((session) => session.listAttributes());
    expect(error).toMatchObject({ code: 'OMNI_RATE_LIMITED', retryable: true, retryAfterSeconds: 16 });
    expect(omni.clock.slept).toEqual([2_000, 4_000, 8_000]);
  });

  test.each([
    ['as long as Omni says', '7', 7_000],
    ['half a minute at most', '3600', 30_000],
    ['a while of our own when Omni says nothing useful', '0', 2_000],
  ])('waits %s', async (_, header, waitMs) => {
    const omni = new OmniUnderTest();
    list().reply(429, '', { 'Retry-After': header });
    good();
    await omni.run((session) => session.listAttributes());
    expect(omni.clock.slept).toEqual([waitMs]);
  });
});

test('each exchange is told to the metrics and the log, with the time it waited and took', async () => {
  const omni = new OmniUnderTest();
  list().reply(503);
  good();
  await omni.run((session) => session.listAttributes());
  expect(omni.exchanges).toEqual([
    { method: 'GET', path: ATTRIBUTES, key: 1, lane: 'bulk', status: 503, waitMs: 0, durationMs: 0 },
    { method: 'GET', path: ATTRIBUTES, key: 1, lane: 'bulk', status: 200, waitMs: 0, durationMs: 0 },
  ]);
});
