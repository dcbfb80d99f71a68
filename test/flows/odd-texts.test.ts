import { describe, expect, test } from '@jest/globals';
import { outcomes, results, started, until } from '../pushes/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, held, ok, seed, setValues, writeCount } from './set-up.ts';

const start = useConnector();

describe('a value with a character that nobody sees', () => {
  test.each([
    ['region', 'em\u200Bea', '\\u200B'],
    ['region', 'New\u00A0York', '\\u00A0'],
    ['region', '\uFEFFemea', '\\uFEFF'],
    ['areas', ['a', 'b\u200E'], '\\u200E'],
    ['areas', 'a,b\r\nc', '\\u000D'],
  ])('is refused for %s: %j', async (reference, value, shown) => {
    const c = await start();
    seed(c);
    const answer = await setValues(c, { flag: 'good', [reference]: value });
    expectError(answer, 422, 'VALUE_INVISIBLE');
    expect(answer.body).toMatchObject({
      message: expect.stringContaining(shown),
      details: [{ path: `/values/${reference}` }],
    });
    expect(writeCount(c)).toBe(0);
  });

  test('fails its row of a push alone', async () => {
    const c = await start();
    seed(c);
    c.omni.addUser({ userName: 'ben@acme.example' });
    const rows = [
      { userName: ADA, values: { region: 'em\u200Bea' } },
      { userName: 'ben@acme.example', values: { region: 'emea' } },
    ];
    const jobId = await started(c, 'push-users', { rows, mode: 'job' });
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['failed VALUE_INVISIBLE', 'changed']);
  });
});

describe('a user name', () => {
  test.each([` ${ADA}`, `${ADA}\u00A0`, `\t${ADA}\n`, `\uFEFF${ADA}`])(
    'may have blanks around it: %j',
    async (userName) => {
      const c = await start();
      seed(c);
      expect(ok(await c.call('set-user-values', { userName, values: { region: 'emea' } }))).toMatchObject({
        userName: ADA,
      });
      expect(ok(await c.call('read-user', { userName }))).toMatchObject({ found: true });
      const jobId = await started(c, 'push-users', { rows: [{ userName, values: { region: 'apac' } }], mode: 'job' });
      await until(c, jobId, 'done');
      expect(held(c).region).toBe('apac');
    },
  );

  test.each([
    ['ada\u200B@acme.example', '\\u200B'],
    ['\u200Bada@acme.example', '\\u200B'],
    ['ada@acme\u00AD.example', '\\u00AD'],
    ['ada\u00A0@acme.example', '\\u00A0'],
  ])('with a character that nobody sees is refused: %j', async (userName, shown) => {
    const c = await start();
    seed(c);
    const one = await c.call('set-user-values', { userName, values: { region: 'emea' } });
    expectError(one, 400, 'BODY_INVALID');
    expect(one.body.details).toEqual([{ path: '/userName', message: `holds ${shown}, which nobody sees` }]);
    const jobId = await started(c, 'push-users', { rows: [{ userName, values: { region: 'emea' } }], mode: 'job' });
    await until(c, jobId, 'done');
    const [row] = await results(c, jobId);
    expect(row).toMatchObject({ status: 'failed', code: 'USER_NOT_FOUND' });
    expect(row?.message.toLowerCase()).toContain(shown.toLowerCase());
  });
});

describe('a value that fits and is probably not meant', () => {
  test('is written as it is, with a warning', async () => {
    const c = await start();
    seed(c);
    const answer = ok(await setValues(c, { flag: 'True', region: ' emea' }));
    expect(answer).toMatchObject({
      verified: true,
      coerced: [],
      warnings: [
        { code: 'YES_NO_TEXT', reference: 'flag' },
        { code: 'OUTER_BLANKS', reference: 'region' },
      ],
    });
    expect(held(c)).toMatchObject({ flag: 'True', region: ' emea' });
    const { steps } = ok(await c.call('explain-user', { userName: ADA, values: { flag: 'YES' } }));
    expect(steps.find(({ step }: { step: string }) => step === 'values-fit').detail).toContain(
      'Warning: flag is yes or no',
    );
  });

  test.each([{ flag: 'true' }, { flag: true }, { seats: 1 }, { flag: null }])('is none: %j', async (values) => {
    const c = await start();
    seed(c);
    expect(ok(await setValues(c, values))).toMatchObject({ warnings: [] });
  });
});
