import { expect, test } from '@jest/globals';
import { remainingSeconds } from '../../src/push/estimate.ts';

const nothing = { phaseDone: 0, phaseTotal: 0, phaseFrom: 0, phaseMs: null };
const push = {
  ...nothing,
  status: 'running',
  phase: 'applying',
  total: 1_200,
  doneCount: 200,
  options: { verify: 'none' },
};
const oneKey = { requestsPerMinute: 60, keys: 1 };

test('each row without an outcome takes a request, 2 % slower than the limit', () => {
  expect(remainingSeconds(push, oneKey)).toBe(1_020);
  expect(remainingSeconds({ ...push, doneCount: 1_199 }, oneKey)).toBe(2);
  expect(remainingSeconds({ ...push, doneCount: 1_200 }, oneKey)).toBe(0);
});

test('keys and requests per minute share the work', () => {
  expect(remainingSeconds(push, { requestsPerMinute: 60, keys: 3 })).toBe(340);
  expect(remainingSeconds(push, { requestsPerMinute: 120, keys: 1 })).toBe(510);
});

test.each([
  ['none', 1_020],
  ['sample', 1_071],
  ['all', 2_040],
])('with verify %s it takes %d seconds', (verify, seconds) => {
  expect(remainingSeconds({ ...push, options: { verify } }, oneKey)).toBe(seconds);
});

test.each(['done', 'canceled', 'failed'])('nothing remains of a push that is %s', (status) => {
  expect(remainingSeconds({ ...push, status }, oneKey)).toBe(0);
});

test.each(['queued', 'needs-approval', 'paused'])('a push that is %s has its work before it', (status) => {
  expect(remainingSeconds({ ...push, status }, oneKey)).toBe(1_020);
});
