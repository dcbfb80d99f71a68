import { describe, expect, test } from '@jest/globals';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { hangAt } from '../support/hang-at.ts';

/** A card gives up after about 30 s. */
const ANSWER_MS = 25_000;
/** What a busy machine may take on top, in milliseconds of the fast clock. */
const SLACK_MS = 6_000;

const start = useConnector();

describe('an action that hangs is answered after 25 s', () => {
  test.each([
    ['before its write', /INSERT INTO connector\.write_intents/, /nothing was written/],
    ['after its write', /DELETE FROM connector\.write_intents/, /may be in place/],
  ] as const)('%s, with what has happened so far', async (_when, statement, done) => {
    const clock = fastClock(50);
    const under = await start({ clock, wrapDatabase: hangAt(statement) });
    under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
    under.omni.addUser({ userName: 'ada@acme.example' });
    await under.call('ping');
    const asked = clock.now();
    const answer = await under.call('set-user-values', { userName: 'ada@acme.example', values: { region: 'emea' } });
    const { message, retryable } = expectError(answer, 504, 'OMNI_TOO_SLOW');
    expect(message).toMatch(done);
    expect(retryable).toBe(true);
    expect(clock.now() - asked).toBeGreaterThanOrEqual(ANSWER_MS - 50);
    expect(clock.now() - asked).toBeLessThan(ANSWER_MS + SLACK_MS);
  });
});

interface Timed {
  readonly answer: Answer;
  readonly ms: number;
}

/** Calls for as many users at once, on one key at 60 requests a minute. */
async function crowd(count: number): Promise<{ under: ConnectorUnderTest; timed: Timed[] }> {
  const clock = fastClock(10);
  const under = await start({ clock, requestsPerMinute: 60, environment: { OMNI_REQUESTS_PER_MINUTE: '60' } });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  const users = Array.from({ length: count }, (_, i) => `user${i}@acme.example`);
  for (const userName of users) under.omni.addUser({ userName });
  const authorization = `Bearer ${await under.token()}`;
  const call = async (userName: string): Promise<Timed> => {
    const asked = clock.now();
    const answer = await under.call('set-user-values', { userName, values: { region: 'emea' } }, { authorization });
    return { answer, ms: clock.now() - asked };
  };
  return { under, timed: await Promise.all(users.map(call)) };
}

test.each([10, 30])(
  '%i cards at once on one key: each gets its result in time, or is sent away at once',
  async (count) => {
    const { under, timed } = await crowd(count);
    const served = timed.filter(({ answer }) => answer.status === 200);
    const sentAway = timed.filter(({ answer }) => answer.status !== 200);
    for (const { answer, ms } of served) {
      expect(answer.body).toMatchObject({ changed: true, verified: true });
      expect(ms).toBeLessThan(ANSWER_MS);
    }
    for (const { answer, ms } of sentAway) {
      expect(expectError(answer, 429, 'OMNI_BUDGET_FULL').retryAfterSeconds).toBeGreaterThan(0);
      expect(ms).toBeLessThan(SLACK_MS);
    }
    expect(served.length).toBeGreaterThanOrEqual(5);
    expect(under.omni.log.count({ status: 429 })).toBe(0);
    expect(under.omni.log.count({ method: 'PATCH' })).toBe(served.length);
  },
);
