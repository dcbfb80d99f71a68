import { describe, expect, test } from '@jest/globals';
import type { RowChange, RowResult } from '../../src/schema/types.ts';
import type { ConnectorUnderTest } from '../support/connector.ts';
import { useConnector } from '../support/connector.ts';
import { ADA, BEN, CLEO, ok, push, pushed, row, seed } from './set-up.ts';

const open = useConnector();

async function world(): Promise<ConnectorUnderTest> {
  const c = await open();
  seed(c);
  for (const userName of [BEN, CLEO]) c.omni.addUser({ userName });
  return c;
}

const YES = 'YES_NO_TEXT: flag is yes or no in a form of its own; a row filter tells True from true.';
const BLANK = 'OUTER_BLANKS: region has a blank at its beginning or end; a row filter compares it, too.';
const ROWS = [row(ADA, { flag: 'Yes', region: ' emea' }), row(BEN, { flag: 'true' }), row(CLEO, { seats: 'many' })];

const warned = (rows: readonly (RowResult | RowChange)[]) => rows.map(({ warnings }) => warnings);

describe('what is probably not meant about a value', () => {
  test('stands beside it in a plan, before anything is written', async () => {
    const c = await world();
    const { changes, planId } = ok(await c.call('plan-push', { rows: ROWS }));
    expect(warned(changes)).toEqual([[YES], [BLANK], []]);
    const { results } = ok(await c.call('list-job-results', { jobId: planId }));
    expect(warned(results)).toEqual([[YES, BLANK], [], []]);
  });

  test('stands in the rows of a push and of a dry run, also where the value is in place already', async () => {
    const c = await world();
    expect(warned((await push(c, ROWS, { dryRun: true })).body.results)).toEqual([[YES, BLANK], [], []]);
    expect(warned((await push(c, ROWS)).body.results)).toEqual([[YES, BLANK], [], []]);
    const again = (await push(c, ROWS, { verify: 'all' })).body.results;
    expect(again[0]).toMatchObject({ status: 'unchanged', warnings: [YES, BLANK] });
  });

  test('goes with the row that asks for the value, where several rows of a user are written together', async () => {
    const c = await world();
    const rows = [row(ADA, { flag: 'Yes' }), row(ADA, { region: ' emea' }), row(ADA, { seats: 3 })];
    expect(warned((await push(c, rows)).body.results)).toEqual([[YES], [BLANK], []]);
  });

  test('is kept of a row twenty times at most, and not at all of one that has nothing', async () => {
    const c = await world();
    const names = Array.from({ length: 21 }, (_, at) => `odd_${String(at).padStart(2, '0')}`);
    for (const name of names) c.omni.addAttribute({ name, label: name, type: 'String' });
    await pushed(c, [row(ADA, Object.fromEntries(names.map((name) => [name, 'yes']))), row(BEN, { flag: 'true' })]);
    const kept = await c.connector.services.database.query<{ warnings: unknown[] | null }>(
      'SELECT warnings FROM connector.push_rows ORDER BY index',
    );
    expect(kept.map(({ warnings }) => warnings?.length)).toEqual([20, undefined]);
    expect(kept[0]?.warnings?.[0]).toEqual({ code: 'YES_NO_TEXT', reference: 'odd_00' });
  });
});
