import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import type { LoggedRequest } from '../../local/shared/request-log.ts';
import { useConnector } from '../support/connector.ts';

/** Omni's 60 a minute and key, four times as fast. */
const PER_MINUTE = 240;
const ROWS = 10_000;
const CALLS = 20;
/**
 * Between two calls, so that they come at any moment of the job's beat; one right after the other would wait in line.
 */
const PAUSES_MS = Array.from({ length: CALLS }, (_, i) => ((i * 7) % CALLS) * 27);

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

    const ofJob: number[] = [];
    for (const [index, userName] of names.slice(0, CALLS).entries()) {
      await delay(PAUSES_MS[index]);
      const before = under.omni.log.all.length;
      const { status, body } = await under.call('set-user-values', { userName, values: { region: 'apac' } });
      const id = under.omni.findUser(userName)?.id ?? '';
      const isOwn = ({ path, query }: LoggedRequest) => path.includes(id) || query.filter?.includes(userName);
      ofJob.push(under.omni.log.all.slice(before).filter((one) => !isOwn(one)).length);
      expect({ status, ...body }).toMatchObject({ status: 200, changed: true, verified: true });
    }
    const { body: after } = await under.call('get-job', { jobId: job.jobId });
    expect(after).toMatchObject({ status: 'running' });
    await under.call('cancel-job', { jobId: job.jobId });

    // None but what each key has on its way when a call comes; and the job goes on between the calls.
    expect(Math.max(...ofJob)).toBeLessThanOrEqual(keys);
    expect(omni.log.count({ path: '/api/scim' })).toBeGreaterThan(CALLS * 3 + 10);
    expect(under.omni.log.count({ status: 429 })).toBe(0);
  },
  120_000,
);
