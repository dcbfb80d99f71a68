import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ok, row, writeCount } from './set-up.ts';

const start = useConnector();

/** 41 requests of one second each: the list of 4,000 users does not fit into a call. */
async function world() {
  const clock = fastClock(40);
  const c = await start({ clock, requestsPerMinute: 60, environment: { OMNI_REQUESTS_PER_MINUTE: '60' } });
  c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  for (let i = 0; i < 4_000; i += 1) c.omni.addUser({ userName: `user${i}@acme.example`, values: { region: 'emea' } });
  return c;
}

const ROWS = Array.from({ length: 60 }, (_, i) =>
  row(`user${i * 60}@acme.example`, { region: i < 3 ? 'apac' : 'emea' }),
);

/** Repeats the call as a card does that is told to repeat. @returns how many answers it took, and the last */
async function persist<T extends { status: number }>(call: () => Promise<T>): Promise<{ answers: T[]; last: T }> {
  const answers: T[] = [];
  for (let i = 0; i < 10; i += 1) {
    const last = await call();
    answers.push(last);
    if (last.status !== 504) return { answers, last };
  }
  throw new Error('the plan has not come to its end in ten calls');
}

test('a plan that does not fit into a call is made all the same, and repeating the call answers with it', async () => {
  const c = await world();
  const { answers, last } = await persist(() => c.call('plan-push', { rows: ROWS }));
  expect(answers.length).toBeGreaterThan(1);
  for (const early of answers.slice(0, -1)) {
    const { message, retryable } = expectError(early as never, 504, 'OMNI_TOO_SLOW');
    expect(message).toContain('in the background');
    expect(retryable).toBe(true);
  }
  const plan = ok(last);
  expect(plan).toMatchObject({ total: 60, changedCount: 3, unchangedCount: 57, failedCount: 0 });
  expect(writeCount(c)).toBe(0);
  const { planId, planHash } = plan;
  expect((await c.call('apply-plan', { planId, planHash })).status).toBe(202);
});

test('an equal call after the plan was shown makes a new one, because Omni may have changed', async () => {
  const c = await start();
  c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  c.omni.addUser({ userName: 'ada@acme.example', values: { region: 'emea' } });
  const body = { rows: [row('ada@acme.example', { region: 'apac' })] };
  const first = ok(await c.call('plan-push', body));
  const second = ok(await c.call('plan-push', body));
  expect(second.planId).not.toBe(first.planId);
  expect(second.planHash).toBe(first.planHash);
});
