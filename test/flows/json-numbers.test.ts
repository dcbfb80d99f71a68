import { describe, expect, test } from '@jest/globals';
import { accepted, BEN, outcomes, started, until } from '../pushes/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const start = useConnector();
const LOST = [
  '123456789012.1234567',
  '1.00000000000000001',
  '1e-400',
  '1e400',
  '9007199254740993',
  '-0.1000000000000000001',
];
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a JSON number that cannot be read as it is written', () => {
  test.each(LOST)('%s is refused with the name of its attribute, whatever type that has', async (number) => {
    const c = await start();
    seed(c, { region: 'emea', seats: 3 });
    for (const [reference, value] of [
      ['seats', number],
      ['region', number],
      ['levels', `[1,${number}]`],
      ['areas', `["x",${number}]`],
    ]) {
      const body = `{"userName":"${ADA}","values":{"flag":"good","${reference}":${value}}}`;
      const answer = await c.call('set-user-values', body, JSON_TYPE);
      expectError(answer, 422, 'VALUE_NUMBER_UNSAFE');
      expect(answer.body.details).toMatchObject([{ path: `/values/${reference}` }]);
      expect(answer.body.message).toContain(reference);
    }
    expect(writeCount(c)).toBe(0);
  });

  test.each(LOST)('%s is written as it is when it comes as text', async (number) => {
    const c = await start();
    seed(c);
    expect(ok(await setValues(c, { region: number }))).toMatchObject({ verified: true, coerced: [] });
    expect(held(c).region).toBe(number);
  });

  test('fails its row of a push alone, and is no other number when the row is repeated', async () => {
    const c = await start();
    seed(c, { seats: 3 });
    c.omni.addUser({ userName: BEN });
    const rows = `[{"userName":"${ADA}","values":{"seats":1.00000000000000001}},{"userName":"${BEN}","values":{"seats":1}}]`;
    const { jobId } = accepted(await c.call('push-users', `{"rows":${rows},"mode":"job"}`, JSON_TYPE));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['failed VALUE_NUMBER_UNSAFE', 'changed']);
    const retry = await started(c, 'retry-job', { jobId });
    await until(c, retry, 'done');
    expect(await outcomes(c, retry)).toEqual(['failed VALUE_NUMBER_UNSAFE']);
    expect([held(c).seats, held(c, BEN).seats]).toEqual([3, 1]);
    await expectTidy(c, ['seats']);
  });

  test('is no default either', async () => {
    const c = await start();
    const body = '{"reference":"ratio","label":"Ratio","type":"number","defaultValue":0.1000000000000000001}';
    expectError(await c.call('ensure-attribute', body, JSON_TYPE), 422, 'VALUE_NUMBER_UNSAFE');
    expect(writeCount(c)).toBe(0);
  });

  test.each([
    ['maxChangedShare', '0.33333333333333333333'],
    ['maxChangedUsers', '1.00000000000000001'],
    ['maxClearedValues', '1e400'],
  ])('is no option: %s %s', async (option, number) => {
    const c = await start();
    seed(c);
    const body = `{"rows":[{"userName":"${ADA}","values":{"seats":1}}],"${option}":${number}}`;
    const answer = await c.call('push-users', body, JSON_TYPE);
    expectError(answer, 400, 'BODY_INVALID');
    const message = 'is a number with more digits than JSON carries unrounded';
    expect(answer.body.details).toEqual([{ path: `/${option}`, message }]);
  });
});

test.each([
  ['25', '25'],
  ['2.50', '2.5'],
  ['-0', '0'],
  ['1E3', '1000'],
  ['1.10000000000000000000', '1.1'],
  ['9007199254740991', '9007199254740991'],
])('a JSON number that is read as it is written is taken: %s', async (number, stored) => {
  const c = await start();
  seed(c);
  const body = `{"userName":"${ADA}","values":{"seats":${number}}}`;
  expect(ok(await c.call('set-user-values', body, JSON_TYPE))).toMatchObject({ verified: true, coerced: [] });
  expect(String(held(c).seats)).toBe(stored);
});
