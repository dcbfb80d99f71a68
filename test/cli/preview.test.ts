import { describe, expect, test } from '@jest/globals';
import { exitCodeOf, exitCodeOfPlan } from '../../src/cli/push/exit-codes.ts';
import { duration, preview } from '../../src/cli/push/preview.ts';
import type { PlanPushOutput, RowChange } from '../../src/schema/types.ts';
import { actionExample } from '../../tools/generate/action-example.ts';

const example = actionExample('plan-push').output as PlanPushOutput;

const plan = (change: Partial<PlanPushOutput>): PlanPushOutput => ({ ...example, ...change });
const change = example.changes[0] as RowChange;
const changes = (count: number) => Array.from({ length: count }, (_, index) => ({ ...change, index }));

describe('the preview of a plan', () => {
  test('shows 20 values at most and says how many rows there are', () => {
    const text = preview(plan({ changes: changes(21), changedCount: 300 }));
    expect(text.match(/analyst\.one@acme\.example/g)).toHaveLength(20);
    expect(text).toContain('The first 20 values; 300 rows in all.');
    expect(preview(plan({ changes: changes(20) }))).not.toContain('The first');
  });

  test('tells several values from one that holds a comma, and shows what is cleared', () => {
    const values = { beforeValues: ['Acme, Inc.'], afterValues: ['Acme', 'Inc.'] };
    const text = preview(plan({ changes: [{ ...change, ...values }] }));
    expect(text).toMatch(/│ Acme, Inc\. +│ "Acme", "Inc\." +│/);
    expect(preview(plan({ changes: [{ ...change, afterValues: [] }] }))).toContain('(none)');
  });

  test('cuts nothing short', () => {
    const userName = `${'long-'.repeat(20)}name@acme.example`;
    const lines = preview(plan({ changes: [{ ...change, userName }] })).split('\n');
    const shown = lines.map((line) => (line.startsWith('│') ? (line.split('│')[1] ?? '').trim() : '')).join('');
    expect(shown).toContain(userName);
  });

  test('says why it needs approval, and no cost when there is nothing to write', () => {
    const reason = '300 users would change; the limit is 200.';
    expect(preview(plan({ guard: { tripped: true, reason } }))).toContain(`Needs approval: ${reason}`);
    expect(preview(plan({ changes: [], changedCount: 0 }))).not.toContain('Takes');
  });
});

test.each([
  [59, '59 s'],
  [90, '2 min'],
  [3_600, '1 h 0 min'],
  [10_260, '2 h 51 min'],
])('%i seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  ['done', 0, 0],
  ['done', 1, 2],
  ['needs-approval', 0, 3],
  ['failed', 0, 1],
  ['canceled', 0, 1],
  ['running', 0, 1],
] as const)('a job that is %s with %i failed rows ends the command with %i', (status, failedCount, code) => {
  expect(exitCodeOf({ status, failedCount })).toBe(code);
});

test('a plan that needs approval ends the command with 3, even when rows would be refused', () => {
  const guard = { tripped: true, reason: 'too many' };
  expect(exitCodeOfPlan(plan({ guard, failedCount: 1 }))).toBe(3);
  expect(exitCodeOfPlan(plan({ failedCount: 1 }))).toBe(2);
  expect(exitCodeOfPlan(plan({}))).toBe(0);
});
