import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { ADA, assign, ok, worldOf } from './set-up.ts';

const start = useConnector();

const step = async (c: Awaited<ReturnType<typeof start>>, values: object) => {
  const { steps } = ok(await c.call('explain-user', { userName: ADA, values }));
  return steps.find((one: { step: string }) => one.step === 'okta-push');
};

test('an attribute that Okta pushes by itself is named, with its mapping and what to do', async () => {
  const c = await worldOf(start);
  assign(c, ADA, { regionOfUser: 'emea' });
  const { ok: isFine, detail } = await step(c, { region: 'apac' });
  expect(isFine).toBe(false);
  for (const word of ['region', 'user.regionOfUser', 'set-okta-values', 'remove-synced-attribute']) {
    expect(detail).toContain(word);
  }
});

test('an attribute that Okta does not map has one owner', async () => {
  const c = await worldOf(start);
  assign(c, ADA, {});
  c.oktaOrg.setMapping('regionOfApp', undefined);
  expect(await step(c, { region: 'apac' })).toMatchObject({ ok: true });
  expect(await step(c, { seats: 3 })).toMatchObject({ ok: false });
});

test('an Okta that fails, or is not set up, does not end the explanation', async () => {
  const c = await worldOf(start);
  assign(c, ADA, {});
  c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body: {} }, { path: '/api/v1', times: 10 });
  expect(await step(c, { region: 'apac' })).toMatchObject({ ok: true, detail: expect.stringContaining('Not known') });
  const without = await start({ omni: c.omni });
  expect(await step(without, { region: 'apac' })).toMatchObject({
    ok: true,
    detail: expect.stringContaining('Not looked'),
  });
});

test('without values there is nothing that two could own', async () => {
  const c = await worldOf(start);
  assign(c, ADA, {});
  expect(await step(c, {})).toBeUndefined();
});
