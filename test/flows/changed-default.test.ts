import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { ADA, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const start = useConnector();
const OLD = 5;
const NEW = 7;

/** Ada, and definitions that the connector has read a moment before the default of `seats` was changed in Omni. */
async function changedDefault(values: Record<string, number> = {}): Promise<ConnectorUnderTest> {
  const c = await start({ switches: { readDefaults: 'yes' } });
  seed(c, values);
  ok(await c.call('list-attributes'));
  c.omni.changeAttribute('seats', { default_value: NEW });
  return c;
}
const clear = async (c: ConnectorUnderTest) =>
  ok(await c.call('clear-user-values', { userName: ADA, references: ['seats'] }));
const definitionReads = (c: ConnectorUnderTest): number => c.omni.log.count({ path: '/api/v1/user-attributes' });

describe('a default that was changed in Omni since the definitions were read', () => {
  test('is not taken for a value of the user', async () => {
    const c = await changedDefault();
    expect(ok(await setValues(c, { seats: NEW }))).toMatchObject({ changed: true, verified: true });
    expect(held(c)).toMatchObject({ seats: NEW });
    await expectTidy(c, ['seats']);
  });

  test('nor in a dry run, nor by explain-user', async () => {
    const c = await changedDefault();
    expect(ok(await setValues(c, { seats: NEW }, { dryRun: true }))).toMatchObject({ changed: true, verified: false });
    c.omni.changeAttribute('seats', { default_value: OLD });
    expect(ok(await c.call('explain-user', { userName: ADA, values: { seats: OLD } }))).toMatchObject({
      wouldChange: true,
    });
  });

  test('does not hide a value that was the default before', async () => {
    const c = await start({ switches: { readDefaults: 'yes' } });
    seed(c, { seats: 9 });
    expect(await clear(c)).toMatchObject({ changed: true, verified: true });
    c.omni.changeAttribute('seats', { default_value: NEW });
    c.omni.setValue(ADA, 'seats', OLD);
    expect(await clear(c)).toMatchObject({ changed: true, verified: true });
    expect(held(c)).not.toHaveProperty('seats');
  });

  test('does not make a clear look as if it had failed', async () => {
    const c = await changedDefault({ seats: 9 });
    expect(await clear(c)).toMatchObject({ changed: true, verified: true, changes: [{ outcome: 'verified' }] });
  });
});

test('definitions are read again for a value that nobody has verified, and only the first time', async () => {
  const c = await start({ switches: { readDefaults: 'yes' } });
  seed(c, { seats: 9 });
  ok(await c.call('list-attributes'));
  const counts: number[] = [];
  for (const seats of [9, 9, 10, 10]) {
    expect(ok(await setValues(c, { seats }))).toMatchObject({ verified: true });
    counts.push(definitionReads(c));
  }
  expect(counts).toEqual([2, 2, 2, 2]);
  expect(writeCount(c)).toBe(1);
});
