import { expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { eventually, row, started, until } from './set-up.ts';

const start = useConnector();

const BIG = 60;
const JOBS = 4;
const PER_MINUTE = 60;
/** What a budget of so many a minute lets out in one turn of the jobs, which is 30 s. */
const TURN = PER_MINUTE / 2;

test('four big pushes whose users nobody has read keep a fifth of one row waiting for one turn, not for their end', async () => {
  const clock = fastClock(100);
  const omni = createOmniDouble({ clock, requestsPerMinute: PER_MINUTE, switches: { listValues: 'omit' } });
  const c = await start({ clock, omni, environment: { OMNI_REQUESTS_PER_MINUTE: `${PER_MINUTE}` } });
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  const names = Array.from({ length: JOBS * BIG + 1 }, (_, i) => `user${i}@acme.example`);
  for (const userName of names) omni.addUser({ userName });
  const rows = names.map((userName) => row(userName, { region: 'emea' }));
  const last = rows.pop();
  for (let i = 0; i < JOBS; i += 1) {
    await started(c, 'push-users', { rows: rows.slice(i * BIG, (i + 1) * BIG), mode: 'job' });
  }
  const reads = () => omni.log.count({ method: 'GET', path: '/api/scim/v2/users/' });
  await eventually(async () => reads() > JOBS);

  const before = omni.log.count({});
  const jobId = await started(c, 'push-users', { rows: [last], mode: 'job' });
  await until(c, jobId, 'done');
  // The turns that run, then one of everybody's beside its own; all of them together share the budget.
  expect(omni.log.count({}) - before).toBeLessThan(3 * TURN);
  expect(omni.log.count({ status: 429 })).toBe(0);
});
