import { expect, test } from '@jest/globals';
import { reasonFinder } from '../../src/cli/push/refusals.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { shownAttribute } from '../../src/push/definition.ts';
import { readIntents } from '../../src/push/intents.ts';
import { failedRow } from '../../src/push/push-row.ts';
import { storedPlan } from '../../src/pushes/plan-rows.ts';
import { attribute } from '../push/arbitraries.ts';

const rule = { normalize: 'lower', allowed: new Set(['emea', 'apac']) } as const;
const ATTRIBUTES = [
  attribute({ reference: 'region', rule }),
  attribute({ reference: 'region is', rule }),
  attribute({ reference: 'seats', type: 'number' }),
];
const known = new Map(ATTRIBUTES.map((one) => [one.reference, one]));

/** What the command says about a row, by what the connector's plan has kept of it. */
function told(values: Readonly<Record<string, string>>) {
  const named = Object.entries(values).map(([reference, value]) => ({ reference, column: `Its ${reference}`, value }));
  try {
    readIntents(known, values, 'error');
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    const { code = '', message = '' } = storedPlan(failedRow({ index: 0, userName: 'ada' }, thrown));
    const row = { line: 7, userName: 'ada', values: named, cells: [] };
    return reasonFinder(ATTRIBUTES.map(shownAttribute))(row, { code, message }).map(({ column, value, code: why }) => [
      column,
      value,
      why,
    ]);
  }
  return [];
}

test.each<[Record<string, string>, string[][]]>([
  [{ region: 'mars' }, [['Its region', 'mars', 'VALUE_NOT_ALLOWED']]],
  [{ region: 'Emea', seats: 'many' }, [['Its seats', 'many', 'VALUE_NOT_A_NUMBER']]],
  [{ region: 'emea', 'region is': 'mars' }, [['Its region is', 'mars', 'VALUE_NOT_ALLOWED']]],
  [
    { region: 'mars', seats: 'many', 'region is': 'venus' },
    [
      ['Its region', 'mars', 'VALUE_NOT_ALLOWED'],
      ['Its seats', 'many', 'VALUE_NOT_A_NUMBER'],
      ['Its region is', 'venus', 'VALUE_NOT_ALLOWED'],
    ],
  ],
])('of %j the command names each value that is refused, those by the policy as well', (values, reasons) => {
  expect(told(values)).toEqual(reasons);
});
