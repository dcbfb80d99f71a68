import { expect } from '@jest/globals';
import type { ConnectorUnderTest } from '../support/connector.ts';
import { ADA, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const NEW = [
  { reference: 'segment', label: 'Segment', type: 'string' },
  { reference: 'licenses', label: 'Licenses', type: 'number', defaultValue: 7 },
  { reference: 'markets', label: 'Markets', type: 'string', multiValued: true, defaultValue: ['none', 'other'] },
];

async function defineAll(c: ConnectorUnderTest): Promise<void> {
  const ensure = async () => ok(await c.call('ensure-attributes', { attributes: NEW }));
  if (c.omni.switches.definitionWrites === 'off') {
    expect(await c.call('update-attribute', { reference: 'region', label: 'Area' })).toMatchObject({
      status: 409,
      body: { code: 'OMNI_CANNOT_CREATE_ATTRIBUTES' },
    });
    const codes = (await ensure()).results.map(({ error }: { error: string }) => error);
    expect(codes).toEqual(NEW.map(() => 'OMNI_CANNOT_CREATE_ATTRIBUTES'));
    expect(await c.call('create-attribute', NEW[0])).toMatchObject({ status: 409 });
    c.omni.addAttribute({ name: 'segment', label: 'Segment', type: 'String' });
    c.omni.addAttribute({ name: 'licenses', label: 'Licenses', type: 'Number', default_value: 7 });
    const several = { type: 'String', multiple_values: true, default_value: ['none', 'other'] } as const;
    c.omni.addAttribute({ name: 'markets', label: 'Markets', ...several });
    return;
  }
  expect(await ensure()).toMatchObject({ createdCount: 3, failedCount: 0 });
  expect(await ensure()).toMatchObject({ unchangedCount: 3, failedCount: 0 });
  const renamed = ok(await c.call('update-attribute', { reference: 'segment', label: 'Market segment' }));
  expect(renamed).toMatchObject({ changed: true, attribute: { label: 'Market segment' } });
  const again = ok(await c.call('update-attribute', { reference: 'segment', label: 'Market segment' }));
  expect(again).toMatchObject({ changed: false });
  expect(c.omni.attributes.find(({ name }) => name === 'licenses')).toMatchObject({
    type: 'Number',
    default_value: '7',
    multiple_values: false,
  });
}

const VALUES = {
  region: 'emea',
  seats: 25,
  account: '9007199254740993',
  flag: true,
  levels: [1, 2],
  segment: 'smb',
  licenses: '12',
  markets: ['de', 'fr'],
};

const STORED = { ...VALUES, flag: 'true', licenses: 12 };

/** What has to hold on every Omni that may exist: define, write, repeat, read, explain, clear, repeat. */
export async function tellStory(c: ConnectorUnderTest): Promise<void> {
  seed(c);
  expect(ok(await c.call('ping'))).toMatchObject({ ok: true, omniKeyCount: 1 });
  await defineAll(c);

  const written = ok(await setValues(c, VALUES));
  expect(written).toMatchObject({ changed: true, verified: true, skippedReason: '' });
  expect(written.changes).toHaveLength(8);
  expect(held(c)).toEqual({ untouched: 'keep', ...STORED });

  const writes = writeCount(c);
  expect(ok(await setValues(c, VALUES))).toMatchObject({ changed: false, verified: true, changes: [] });
  expect(ok(await setValues(c, { region: 'apac' }, { dryRun: true }))).toMatchObject({
    changed: true,
    verified: false,
  });
  expect(ok(await c.call('explain-user', { userName: ADA, values: { region: 'apac', seats: '25.0' } }))).toMatchObject({
    wouldChange: true,
    changes: [{ reference: 'region', before: 'emea', after: 'apac', outcome: 'not-sent' }],
  });
  expect(writeCount(c)).toBe(writes);
  expect(ok(await c.call('read-user', { userName: ADA.toUpperCase() }))).toMatchObject({
    found: true,
    valuesKnown: true,
    values: { region: 'emea', seats: '25', account: '9007199254740993', markets: 'de, fr', untouched: 'keep' },
  });

  const references = ['seats', 'account', 'markets', 'segment'];
  const cleared = ok(await c.call('clear-user-values', { userName: ADA, references }));
  expect(cleared).toMatchObject({ changed: true, verified: true });
  const { seats: _seats, account: _account, markets: _markets, segment: _segment, ...left } = STORED;
  expect(held(c)).toEqual({ untouched: 'keep', ...left });
  const clearedAgain = ok(await c.call('clear-user-values', { userName: ADA, references }));
  expect(clearedAgain).toMatchObject({ changed: false, verified: true, changes: [] });
  await expectTidy(c, Object.keys(VALUES));
}
