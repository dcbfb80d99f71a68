import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actions } from '../../src/actions/registry.ts';
import { validatorOf } from '../../src/schema/validator.ts';
import { actionExample } from '../../tools/generate/action-example.ts';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectErrorAnswer } from '../support/expect-error.ts';
import { mutated } from '../support/mutate.ts';
import { RUNS } from '../support/runs.ts';

/** Requests for each action: PROPERTY_RUNS=100000 sends more than 100,000 in all. */
const REQUESTS = Math.ceil(RUNS / 15);
const TIMEOUT_MS = 300_000 + RUNS * 600;
/** The statuses of the contract that a caller's input can lead to. */
const DOCUMENTED = [200, 202, 400, 404, 409, 413, 422];

const start = useConnector();

async function prepared(): Promise<ConnectorUnderTest> {
  const under = await start({ environment: { ALLOW_ATTRIBUTE_DELETE: 'true' }, logLevel: 'error' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  for (const name of ['blob_entity', 'seat_count', 'region']) {
    under.omni.addAttribute({ name, label: name, type: name === 'seat_count' ? 'Number' : 'String' });
  }
  return under;
}

function expectContract(action: string, answer: Answer): void {
  expect(DOCUMENTED).toContain(answer.status);
  expect(answer.headers['x-request-id']).toBeDefined();
  if (answer.status >= 300) {
    expectErrorAnswer(answer);
    return;
  }
  const fits = validatorOf(`${action}.output.json`);
  fits(answer.body);
  expect(fits.errors ?? []).toEqual([]);
}

test(
  'whatever is sent to an action, the answer is one of the contract and never a failure of the connector',
  async () => {
    const under = await prepared();
    const authorization = `Bearer ${await under.token()}`;
    const counts: Record<string, number> = {};
    for (const action of actions) {
      const input = fc.tuple(
        mutated(actionExample(action.name).input),
        fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      );
      await fc.assert(
        fc.asyncProperty(input, async ([body, key]) => {
          const headers = {
            authorization,
            'content-type': 'application/json',
            ...(key && { 'idempotency-key': String(key) }),
          };
          const answer = await under.call(action.name, JSON.stringify(body) ?? '', headers);
          counts[answer.status] = (counts[answer.status] ?? 0) + 1;
          expectContract(action.name, answer);
        }),
        { numRuns: REQUESTS },
      );
    }
    expect(under.logLines).toEqual([]);
    expect(counts[200]).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
