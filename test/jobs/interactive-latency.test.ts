import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { useConnector } from '../support/connector.ts';

/** Omni's 60 a minute and key, four times as fast; the times below are multiplied back. */
const SCALE = 4;
const PER_MINUTE = 60 * SCALE;
const ROWS = 10_000;
const CALLS = 20;
/**
 * Between two calls, so that they come at any moment of the job's beat; one right after the other would wait in line.
 */
const PAUSES_MS = Array.from({ length: CALLS }, (_, i) => ((i * 7) % CALLS) * 27);
/** Four requests take 4 s; the machine's own time counts four times here, and a test must not depend on it. */
const P95_SECONDS = 5.5;

const start = useConnector();

test.each([1, 2])(
  `a call for one user overtakes a job of ${ROWS} rows, with %i keys`,
  async (keys) => {
    const omni = createOmniDouble({ requestsPerMinute: PER_MINUTE });
    for (let key = 1; key < keys; key += 1) omni.keys.addOrganizationKey();
    const under = await start({ omni, environment: { OMNI_REQUESTS_PER_MINUTE: `${PER_MINUTE}` } });
    under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
    const names = Array.from({ length: CALLS + ROWS }, (_, i) => `user${i}@acme.example`);
    for (const userName of names) under.omni.addUser({ userName });
    const rows = names.slice(CALLS).map((userName) => ({ userName, values: { region: 'emea' } }));
    const { body: job } = await under.call('push-users', { rows, mode: 'job' });
    // The job has begun to ask Omni.
    for (let i = 0; i < 500 && under.omni.log.count({ path: '/api/scim' }) < 2; i += 1) await delay(10);

    const seconds: number[] = [];
    for (const [index, userName] of names.slice(0, CALLS).entries()) {
      await delay(PAUSES_MS[index]);
      const begin = performance.now();
      const { status, body } = await under.call('set-user-values', { userName, values: { region: 'apac' } });
      seconds.push(((performance.now() - begin) / 1_000) * SCALE);
      expect({ status, ...body }).toMatchObject({ status: 200, changed: true, verified: true });
    }
    const { body: after } = await under.call('get-job', { jobId: job.jobId });
    expect(after).toMatchObject({ status: 'running' });
    await under.call('cancel-job', { jobId: job.jobId });

    const sorted = seconds.toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.ceil(share * CALLS) - 1] ?? Number.NaN;
    process.stdout.write(
      `set-user-values during a job of ${ROWS} rows, ${keys} keys at 60 a minute: median ${at(0.5).toFixed(1)} s, ` +
        `p95 ${at(0.95).toFixed(1)} s (measured at ${PER_MINUTE} a minute, times ${SCALE})\n`,
    );
    expect(at(0.95)).toBeLessThan(P95_SECONDS);
    expect(under.omni.log.count({ status: 429 })).toBe(0);
  },
  120_000,
);
