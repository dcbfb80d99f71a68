import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFINITIONS } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { RUNS } from '../support/runs.ts';
import { expectSound, held, outcomes, pushed, row, seed, started, until } from './set-up.ts';

const start = useConnector();
/** Whole flows over HTTP: `PROPERTY_RUNS=10000` for a long night. */
const WORLDS = Math.ceil(RUNS / 66);

const NAMES = ['ann@acme.example', 'bo@acme.example', 'cy@acme.example', 'di@acme.example', 'ed@acme.example'];
const text = fc.constantFrom('emea', 'amer', ' apac ', 'Zürich', 'a, b', '"q"', '0');
/** Without the defaults: whether a user holds one of their own cannot always be told, and then it is written again. */
const number = fc.constantFrom(0, 7, -2.5, 1e15);
const several = (one: fc.Arbitrary<string | number>) => fc.uniqueArray(one, { minLength: 1, maxLength: 3 });
const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  region: text,
  flag: text,
  seats: number,
  areas: several(fc.constantFrom('a', 'b', 'c')),
  levels: several(fc.constantFrom(1, 2, 3)),
};
type Values = Record<string, string | number | string[] | number[]>;
const holding = fc.record(VALUES, { requiredKeys: [] }) as fc.Arbitrary<Values>;
const asked = fc
  .record(
    Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [name, fc.option(value, { freq: 3 })] as const)),
    {
      requiredKeys: [],
    },
  )
  .filter((values) => Object.keys(values).length > 0);

const world = fc.record({
  users: fc.array(holding, { minLength: NAMES.length, maxLength: NAMES.length }),
  rows: fc.uniqueArray(fc.tuple(fc.nat(NAMES.length - 1), asked), { selector: ([user]) => user, minLength: 1 }),
  verify: fc.constantFrom('none', 'sample', 'all'),
  listValues: fc.constantFrom('omit', 'include'),
});

const all = (c: ConnectorUnderTest) => NAMES.map((userName) => held(c, userName));

type Example = typeof world extends fc.Arbitrary<infer T> ? T : never;

async function check(c: ConnectorUnderTest, { users, rows, verify }: Example): Promise<void> {
  seed(c);
  users.forEach((values, i) => {
    c.omni.addUser({ userName: NAMES[i] ?? '', values: { untouched: 'keep', ...(values as object) } });
  });
  const before = all(c);
  const body = rows.map(([user, values]) => row(NAMES[user] ?? '', values));
  const { jobId } = await pushed(c, body, { verify });

  const after = all(c);
  const named = new Map(rows);
  NAMES.forEach((_name, i) => {
    const values: Record<string, unknown> = named.get(i) ?? {};
    for (const reference of Object.keys(DEFINITIONS)) {
      const wanted = Object.hasOwn(values, reference) ? (values[reference] ?? undefined) : before[i]?.[reference];
      const now = after[i]?.[reference];
      const sorted = (value: unknown) => (Array.isArray(value) ? value.toSorted() : value);
      expect([reference, sorted(now)]).toEqual([reference, sorted(wanted)]);
    }
  });

  const again = await pushed(c, body, { verify });
  expect(again).toMatchObject({ changedCount: 0, failedCount: 0, unchangedCount: rows.length });

  if (JSON.stringify(after) !== JSON.stringify(before)) {
    const undo = await until(c, await started(c, 'undo-job', { jobId }), 'done');
    expect([undo.failedCount, await outcomes(c, undo.jobId)]).toEqual([0, expect.any(Array)]);
    expect(all(c)).toEqual(before);
  }
  await expectSound(c, Object.keys(VALUES));
}

test('a push changes only what it names; then it has nothing left to do; its undo restores everything', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (example) => {
      const c = await start({ switches: { listValues: example.listValues } });
      // Also after a failure: this connector would work on the pushes of the next one.
      await check(c, example).finally(() => c.connector.close());
    }),
    { numRuns: WORLDS },
  );
}, 600_000);
