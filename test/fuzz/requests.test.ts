import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actionByName } from '../../src/actions/registry.ts';
import { validatorOf } from '../../src/schema/validator.ts';
import { type Answer, useConnector } from '../support/connector.ts';
import { expectErrorAnswer } from '../support/expect-error.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../support/fuzz-runs.ts';
import { anyRequest, type FuzzRequest } from './any-request.ts';
import { LoopWatch } from './loop-watch.ts';
import { clearLogs, EVERYTHING, filling, Memory, quiet, seed, sendFilled, writes } from './set-up.ts';

const start = useConnector();

/** A push with failOnError is done, and its answer is result and error in one. */
const hasWritten = ({ body }: Answer): boolean => body?.code === 'ROWS_FAILED';

/** `send` holds status, headers and body against the OpenAPI document already; this is the contract itself. */
function expectContract({ method, path }: FuzzRequest, answer: Answer): void {
  expect(answer.headers['x-request-id']).toBeDefined();
  if (answer.status >= 500) expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 503 });
  if (method === 'HEAD') return;
  if (hasWritten(answer)) return;
  if (answer.status >= 300) {
    // What was sent may begin with "?", as a placeholder does that nobody filled.
    const message = answer.body?.message?.replaceAll(/(^|\s)\?/g, '$1');
    expectErrorAnswer({ ...answer, body: { ...answer.body, message } });
    return;
  }
  const [, action = ''] = /^\/v1\/actions\/([a-z-]+)$/.exec(path) ?? [];
  if (!actionByName.has(action)) return;
  const fits = validatorOf(`${action}.output.json`);
  fits(answer.body);
  expect(fits.errors ?? []).toEqual([]);
}

const mayGoOn = ({ status, body }: Answer): boolean => status === 202 || status === 204 || Boolean(body?.jobId);

test(
  'whatever is sent, the answer is one of the contract, and what is refused has written nothing',
  async () => {
    const c = await start(EVERYTHING);
    seed(c);
    const memory = new Memory();
    const fill = await filling(c, memory);
    const watch = new LoopWatch();
    const counts: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        clearLogs(c);
        const answer = await watch.during(request, () => sendFilled(c, fill, request));
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
        expectContract(request, answer);
        if (answer.status >= 400 && !hasWritten(answer)) expect(writes(c)).toEqual([]);
        memory.learn(answer);
        if (mayGoOn(answer)) await quiet(c);
      }),
      { ...fuzzing(), timeout: 120_000, endOnFailure: true },
    );
    expect(c.logLines).toEqual([]);
    expect(counts[200]).toBeGreaterThan(0);
    watch.tell(counts);
  },
  FUZZ_TIMEOUT_MS,
);
