import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { until } from '../support/until.ts';

const start = useConnector();

test.each(['omit', 'include'] as const)(
  'a push wins over an earlier one whose write is on its way, also where the value seems in place (lists %s values)',
  async (listValues) => {
    const c = await start({ switches: { listValues } });
    c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
    const names = Array.from({ length: 5 }, () => `${randomUUID()}@acme.example`);
    c.omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String' });
    for (const userName of names) c.omni.addUser({ userName, values: { region: 'emea' } });
    const push = async (region: string): Promise<string> => {
      const rows = names.map((userName) => ({ userName, values: { region } }));
      return (await c.call('push-users', { rows, mode: 'job' })).body.jobId;
    };
    const isDone = async (jobId: string) => (await c.call('get-job', { jobId })).body.status === 'done';
    // What the users hold is remembered from here on.
    const first = await push('emea');
    await until(() => isDone(first));

    c.omni.faults.plan({ kind: 'latency', ms: 1_500 }, { method: 'PATCH' });
    const earlier = await push('apac');
    await until(() => c.omni.log.count({ method: 'PATCH' }) === 1);
    const rows = names.map((userName) => ({ userName, values: { region: 'emea', tier: 'gold' } }));
    const later = (await c.call('push-users', { rows, mode: 'job' })).body.jobId;
    await until(async () => (await isDone(earlier)) && (await isDone(later)));
    expect(names.map((userName) => c.omni.findUser(userName)?.values)).toEqual(
      names.map(() => ({ region: 'emea', tier: 'gold' })),
    );
  },
);
