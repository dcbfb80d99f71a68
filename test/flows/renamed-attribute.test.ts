import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ok, seed, setValues } from './set-up.ts';

const start = useConnector();

test('an attribute that was renamed in Omni is told by its former reference, after a restart too', async () => {
  const c = await start();
  seed(c);
  ok(await c.call('list-attributes'));
  c.omni.renameAttribute('region', 'sales_area');
  const again = await start({ omni: c.omni });
  const { message } = expectError(await setValues(again, { region: 'emea' }), 422, 'REFERENCE_UNKNOWN');
  expect(message).toBe('Omni has no user attribute with the reference region: it was renamed to sales_area.');
});

test('one that was made anew under the former reference is that one', async () => {
  const c = await start();
  seed(c);
  ok(await c.call('list-attributes'));
  c.omni.renameAttribute('region', 'sales_area');
  c.omni.addAttribute({ name: 'region', type: 'String', label: 'region' });
  const again = await start({ omni: c.omni });
  expect(ok(await setValues(again, { region: 'emea' }))).toMatchObject({ changed: true, verified: true });
});
