import { expect, test } from '@jest/globals';
import { NOT_HERE, PAGE_COMMANDS, RUN_HERE } from './shell-commands.ts';

const RULES = [...RUN_HERE, ...NOT_HERE.map(([begins]) => begins)];

test('each command of the pages is run by a test, or is one that cannot be: by just one rule', () => {
  expect(PAGE_COMMANDS.length).toBeGreaterThan(50);
  const rulesOf = (text: string) => RULES.filter((rule) => rule.test(text)).length;
  expect(PAGE_COMMANDS.filter(({ text }) => rulesOf(text) !== 1)).toEqual([]);
});

test('no rule is there for nothing', () => {
  expect(RULES.filter((rule) => !PAGE_COMMANDS.some(({ text }) => rule.test(text)))).toEqual([]);
});
