import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, test } from '@jest/globals';
import { readInThread } from '../../src/reports/read-in-thread.ts';

const FILES = { 'orders.topic': 'access_filters:\n  - { field: orders.region, user_attribute: region }\n' };
/** Takes seconds. */
const WIDE = { 'wide.view': `access_filters: [${'x,'.repeat(1_000_000)}]` };
const LIMITS = { ms: 60_000, heapMb: 256 };

test('a model is read in a thread', async () => {
  expect(await readInThread(FILES)).toMatchObject({ filters: [{ reference: 'region' }], problems: [] });
});

test('one that takes too long says nothing, which is not the same as no use', async () => {
  expect(await readInThread(WIDE, { ...LIMITS, ms: 0 })).toEqual({ tooMuch: 'it takes more than 0 seconds' });
});

test('so does one that takes too much memory', async () => {
  expect(await readInThread(WIDE, { ...LIMITS, heapMb: 32 })).toMatchObject({
    tooMuch: expect.stringContaining('memory'),
  });
});

test('the next model is read by the same thread, and after one that was too much by a new one', async () => {
  let started = 0;
  const count = (): void => {
    started += 1;
  };
  const limits = { ...LIMITS, heapMb: 257 };
  subscribe('worker_threads', count);
  await readInThread(FILES, limits);
  const others = { 'orders.topic': FILES['orders.topic'].replace('region }', 'area }') };
  expect(await readInThread(others, limits)).toMatchObject({ filters: [{ reference: 'area' }] });
  expect(started).toBe(1);
  expect(await readInThread(WIDE, { ...limits, ms: 0 })).toHaveProperty('tooMuch');
  expect(await Promise.all([readInThread(FILES, limits), readInThread(others, limits)])).toMatchObject([
    { filters: [{ reference: 'region' }] },
    { filters: [{ reference: 'area' }] },
  ]);
  expect(started).toBe(3);
  unsubscribe('worker_threads', count);
});
