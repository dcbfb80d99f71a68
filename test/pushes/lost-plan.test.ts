import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, eventually, row, seed } from './set-up.ts';

const start = useConnector();

test('a plan that is gone while it is made, as with a server that takes over and lacks it, is asked for again', async () => {
  const c = await start();
  seed(c);
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'GET', path: /Users/ });
  const planning = c.call('plan-push', { rows: [row(ADA, { region: 'emea' })] });
  await eventually(() => c.omni.log.count({ method: 'GET', path: /Users/ }) > 0);
  await c.connector.services.database.query('DELETE FROM connector.jobs');
  goOn();
  expectError(await planning, 503, 'STORE_UNAVAILABLE');
  c.omni.faults.clear();
  expect(await c.call('plan-push', { rows: [row(ADA, { region: 'emea' })] })).toMatchObject({ status: 200 });
});
