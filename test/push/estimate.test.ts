import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimate, minimumRequests, resolveStrategy } from '../../src/push/estimate.ts';
import { RUNS } from '../support/runs.ts';

const look = (users: number, usersInOmni: number | undefined = users) => ({ users, usersInOmni, pageSize: 100 });

describe('looking users up', () => {
  test.each([
    [look(0, 10_000), { by: 'nothing', requests: 0 }],
    [look(1, 50), { by: 'search', requests: 1 }],
    [look(2, 50), { by: 'pages', requests: 1 }],
    [look(100, 10_000), { by: 'search', requests: 100 }],
    [look(101, 10_000), { by: 'pages', requests: 100 }],
    [look(101, 10_001), { by: 'search', requests: 101 }],
    [look(3, 0), { by: 'pages', requests: 1 }],
  ])('of %j takes the fewest requests', (asked, strategy) => {
    expect(resolveStrategy(asked)).toEqual(strategy);
  });

  test('begins with a page when nobody knows how long the list is', () => {
    expect(resolveStrategy({ users: 250, usersInOmni: undefined, pageSize: 100 })).toEqual({
      by: 'pages',
      requests: 3,
    });
    expect(resolveStrategy({ users: 1, usersInOmni: undefined, pageSize: 100 }).by).toBe('search');
  });

  test('never takes more than one request per user nor more than all pages', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(100_000), fc.integer({ min: 1, max: 500 }), (users, usersInOmni, pageSize) => {
        const { requests } = resolveStrategy({ users, usersInOmni, pageSize });
        expect(requests).toBeLessThanOrEqual(Math.min(users, Math.max(1, Math.ceil(usersInOmni / pageSize))));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what a push costs', () => {
  const work = { definitions: 1, lookUp: look(10_000), reads: 0, changed: 200, verified: 0 };

  test.each([
    ['500 users, all changed, lists carry the values', { ...work, lookUp: look(500), changed: 500 }, 506, 8.6],
    ['10,000 users, 200 changed, lists carry the values', work, 301, 5.1],
    ['10,000 users, 200 changed, lists omit the values', { ...work, reads: 10_000 }, 10_301, 175],
    ['50,000 users, 500 changed', { ...work, lookUp: look(50_000), changed: 500 }, 1_001, 17],
    ['200 changed, everything remembered', { ...work, definitions: 0, lookUp: look(0) }, 200, 3.4],
    [
      'one user by name, read before and after',
      { ...work, lookUp: look(1), reads: 1, changed: 1, verified: 1 },
      5,
      0.1,
    ],
  ])('%s', (_, todo, requests, minutes) => {
    const cost = estimate(todo, { requestsPerMinute: 60, keys: 1 });
    expect(cost.requests).toBe(requests);
    expect(cost.seconds / 60).toBeCloseTo(minutes, minutes > 100 ? 0 : 1);
  });

  test('is shared by all keys', () => {
    expect(estimate(work, { requestsPerMinute: 60, keys: 3 }).seconds).toBe(Math.ceil((301 * 1.02) / 3));
    expect(estimate(work, { requestsPerMinute: 500, keys: 1 }).seconds).toBe(Math.ceil((301 * 1.02 * 60) / 500));
  });

  test('is never less than the minimum, and just that when nothing is read back', () => {
    const count = fc.nat(20_000);
    const anyWork = fc.record({
      definitions: fc.nat(5),
      lookUp: fc.record({
        users: count,
        usersInOmni: fc.option(count, { nil: undefined }),
        pageSize: fc.constantFrom(50, 100),
      }),
      reads: count,
      changed: count,
      verified: count,
    });
    fc.assert(
      fc.property(anyWork, (todo) => {
        const budget = { requestsPerMinute: 60, keys: 1 };
        const minimum = minimumRequests(todo);
        expect(estimate(todo, budget).requests).toBe(minimum + todo.verified);
        expect(estimate({ ...todo, verified: 0 }, budget).requests).toBe(minimum);
        expect(minimum).toBeGreaterThanOrEqual(todo.changed);
      }),
      { numRuns: RUNS },
    );
  });
});
