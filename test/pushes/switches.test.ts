import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES } from '../../local/omni/switches.ts';
import { atOnce } from '../support/at-once.ts';
import { useConnector } from '../support/connector.ts';
import { partOf } from '../support/part-of.ts';
import { ADA, BEN, CLEO, expectSound, held, outcomes, pushed, row, seed, started, until } from './set-up.ts';

const start = useConnector();

/** What an instance may do differently where a push looks, compares and writes. */
const SWITCHES = [
  'listValues',
  'patchForms',
  'otherForm',
  'numbersAs',
  'cleared',
  'readDefaults',
  'typeMismatch',
  'patchAnswer',
  'limiter',
  'revokedInList',
  'pageShift',
] as const;

/** Those that meet in one comparison. */
const PAIRS = OMNI_SWITCHES.listValues.values.flatMap((listValues) =>
  OMNI_SWITCHES.cleared.values.flatMap((cleared) =>
    OMNI_SWITCHES.numbersAs.values.map((numbersAs) => ({
      listValues,
      cleared,
      numbersAs,
      readDefaults: 'yes',
      patchForms: 'colon-only',
    })),
  ),
);

const NAMED = ['region', 'seats', 'account', 'areas', 'levels', 'flag'];
const VALUES = { region: 'amer', seats: 25, account: '9007199254740993', areas: ['x', 'y'], levels: [3] };
const CLEARED = { region: null, seats: null, areas: [], flag: 'f' };
const ROWS = [
  row(ADA, VALUES),
  row(BEN, CLEARED),
  row(CLEO, { region: 'apac' }),
  row('dan@acme.example', { region: 'amer' }),
  row('eve@acme.example', { seats: '007' }),
];

/** Push, push again, undo: what has to hold on every Omni that may exist. */
async function tell(switches: object): Promise<void> {
  const c = await start({ switches });
  seed(c, { region: 'emea', seats: 9, areas: ['a'] });
  c.omni.addUser({ userName: BEN, values: { untouched: 'keep', region: 'emea', seats: 9, areas: ['a'], levels: [1] } });
  c.omni.addUser({ userName: CLEO, values: { region: 'apac' } });
  c.omni.addUser({ userName: 'dan@acme.example', active: false });
  c.omni.addUser({ userName: 'eve@acme.example', values: { seats: 1 } });
  const users = [ADA, BEN, CLEO, 'eve@acme.example'];
  const all = () => users.map((userName) => held(c, userName));
  const before = all();

  const { jobId } = await pushed(c, ROWS, { verify: 'all' });
  const written = ['changed', 'changed', 'unchanged', 'failed', 'changed'];
  expect((await outcomes(c, jobId)).map((one) => one.split(' ')[0])).toEqual(written);
  expect(all()).toEqual([
    { untouched: 'keep', ...VALUES },
    { untouched: 'keep', levels: [1], flag: 'f' },
    { region: 'apac' },
    { seats: 7 },
  ]);

  const again = await pushed(c, ROWS, { verify: 'sample' });
  expect(again).toMatchObject({ changedCount: 0, unchangedCount: 4, failedCount: 1 });

  const undo = await until(c, await started(c, 'undo-job', { jobId }), 'done');
  expect(undo).toMatchObject({ changedCount: 3, failedCount: 0 });
  expect(all()).toEqual(before);
  await expectSound(c, NAMED);
}

describe('a push, its repeat and its undo hold on every Omni that may exist', () => {
  test.each(atOnce(SWITCHES))('%j', tell);
  test.each(partOf(PAIRS))('%j', tell);
});
