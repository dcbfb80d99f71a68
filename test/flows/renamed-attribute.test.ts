import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { held, ok, seed, setValues } from './set-up.ts';

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

test('one that was renamed twice is told by either name, and a list that names it by the first one writes nothing of it', async () => {
  const c = await start();
  seed(c);
  ok(await c.call('list-attributes'));
  c.omni.renameAttribute('region', 'sales_area');
  ok(await c.call('list-attributes'));
  const between = await start({ omni: c.omni });
  ok(await between.call('list-attributes'));
  c.omni.renameAttribute('sales_area', 'territory');
  const again = await start({ omni: c.omni });
  for (const former of ['region', 'sales_area']) {
    const { message } = expectError(await setValues(again, { [former]: 'emea' }), 422, 'REFERENCE_UNKNOWN');
    expect(message).toContain('it was renamed to territory.');
  }
});

test('two that have changed their names with each other are what they are called now', async () => {
  const c = await start();
  seed(c);
  ok(await c.call('list-attributes'));
  c.omni.renameAttribute('region', 'between');
  c.omni.renameAttribute('flag', 'region');
  c.omni.renameAttribute('between', 'flag');
  const again = await start({ omni: c.omni });
  expect(ok(await setValues(again, { region: 'emea' }))).toMatchObject({ changed: true, verified: true });
  expect(held(again)).toMatchObject({ region: 'emea' });
});
