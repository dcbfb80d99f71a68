import { expect, test } from '@jest/globals';
import nock from 'nock';
import { countRows } from '../../src/omni/count-rows.ts';
import type { Ticket } from '../../src/omni/ticket.ts';
import { OmniUnderTest, ORIGIN, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const ASKED = { modelId: 'm', topic: 'orders', baseView: 'order_items', userId: 'u' };
const count = () => new OmniUnderTest().run((session) => session.countRows(ASKED));

test('rows are counted by the measure of the base view, as the user, past every cache', async () => {
  const sent = nock(ORIGIN)
    .post('/api/v1/query/run', {
      query: {
        modelId: 'm',
        table: 'order_items',
        fields: ['order_items.count'],
        limit: 1,
        join_paths_from_topic_name: 'orders',
      },
      userId: 'u',
      cache: 'SkipCache',
      resultType: 'csv',
      formatResults: false,
    })
    .reply(200, 'Order Items Count\n1234\n');
  expect(await count()).toEqual({ count: 1234 });
  expect(sent.isDone()).toBe(true);
});

test.each([
  ['quoted, with the ends of lines of CSV', 'Count\r\n"12"\r\n', { count: 12 }],
  ['none', 'Count\n0', { count: 0 }],
  ['with a thousands separator', 'Count\n"1,234"\n', { kind: 'not-understood' }],
  ['on two lines', 'Count\n1\n2\n', { kind: 'not-understood' }],
  ['of two columns', 'Count,Other\n1,2\n', { kind: 'not-understood' }],
  ['missing', 'Count\n', { kind: 'not-understood' }],
  ['JSON of a job', '{"status":"FAILED"}', { kind: 'not-understood', problem: 'the answer is no count' }],
])('a count that is %s', async (_, text, expected) => {
  nock(ORIGIN).post('/api/v1/query/run').reply(200, text);
  expect(await count()).toMatchObject(expected);
});

test.each([
  [400, { detail: 'Bad Request: userId: Invalid' }, 'refused'],
  [403, { detail: 'Permission denied' }, 'refused'],
  [404, {}, 'refused'],
  [422, {}, 'refused'],
  [408, { remaining_job_ids: ['j'] }, 'failed'],
  [401, {}, 'failed'],
  [500, {}, 'failed'],
])('an answer of %i is no count, and no error', async (status, body, kind) => {
  nock(ORIGIN).post('/api/v1/query/run').reply(status, body);
  expect(await count()).toMatchObject({ kind, problem: expect.stringMatching(/\w/) });
});

test('a failure that nobody foresees is no count that has failed', async () => {
  const request = () => Promise.reject(new RangeError('the database is away'));
  await expect(countRows(request, {} as Ticket, ASKED)).rejects.toThrow('the database is away');
});
