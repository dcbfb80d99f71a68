import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { ADA, BEN, pushed, row, seed } from './set-up.ts';

const start = useConnector();
const PREFIX = 'okta_workflows_omni_';

test('a write that nobody read back is deferred, not unverified', async () => {
  const c = await start();
  seed(c);
  c.omni.addUser({ userName: BEN, values: {} });
  await pushed(c, [row(ADA, { region: 'amer' }), row(BEN, { region: 'apac' })], { verify: 'none' });
  const { text } = await c.send('GET', '/metrics');
  expect(text).toContain(`${PREFIX}unverified_writes_total 0\n`);
  expect(text).toContain(`${PREFIX}deferred_writes_total 2\n`);
});
