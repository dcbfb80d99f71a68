import { expect, test } from '@jest/globals';
import { readInThread } from '../../src/reports/read-in-thread.ts';

const FILES = { 'orders.topic': 'access_filters:\n  - { field: orders.region, user_attribute: region }\n' };
const LIMITS = { ms: 60_000, heapMb: 256 };

test('a model is read in a thread', async () => {
  expect(await readInThread(FILES)).toMatchObject({ filters: [{ reference: 'region' }], problems: [] });
});

test('one that takes too long says nothing, which is not the same as no use', async () => {
  expect(await readInThread(FILES, { ...LIMITS, ms: 0 })).toEqual({ tooMuch: 'it takes more than 0 seconds' });
});

test('so does one that takes too much memory', async () => {
  const files = { 'wide.view': `access_filters: [${'x,'.repeat(1_000_000)}]` };
  expect(await readInThread(files, { ...LIMITS, heapMb: 32 })).toMatchObject({
    tooMuch: expect.stringContaining('memory'),
  });
});
