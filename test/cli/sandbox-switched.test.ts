import { expect, test } from '@jest/globals';
import { runProcess } from './start-command.ts';

test('the demo keeps every promise against a local Omni that behaves otherwise', async () => {
  const switches = ['listValues=include', 'patchForms=colon-only', 'numbersAs=string', 'cleared=null'];
  const { code } = await runProcess(['sandbox', '--demo', ...switches.flatMap((one) => ['--switch', one])]);
  expect(code).toBe(0);
});

test('the demo ends with 1 when a promise is not kept: here Omni cannot create attributes', async () => {
  const { code, output } = await runProcess(['sandbox', '--demo', '--switch', 'definitionWrites=off']);
  expect(output).toMatch(/Every attribute exists as described\. +│ NO/);
  expect(code).toBe(1);
});
