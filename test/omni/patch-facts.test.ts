import { expect, test } from '@jest/globals';
import { factsOfForm, knownForm } from '../../src/omni/patch-facts.ts';

const WITHOUT = 'patchWithoutPath';
const COLON = 'patchWithColonPath';
const known = (facts: Record<string, string>) =>
  knownForm(Object.entries(facts).map(([fact, value]) => ({ fact, value })));

test.each([
  ['nothing is remembered', {}, undefined],
  ['none has worked', { [WITHOUT]: 'refused', [COLON]: 'ignored' }, undefined],
  ['the first one has worked', { [WITHOUT]: 'works' }, 'no-path'],
  ['the second one has worked', { [WITHOUT]: 'refused', [COLON]: 'works' }, 'colon-path'],
  ['both have worked', { [WITHOUT]: 'works', [COLON]: 'works' }, 'no-path'],
  ['something else has worked', { models: 'works' }, undefined],
])('where %s a PATCH begins with the form that fits: %j, %s', (_what, facts, form) => {
  expect(known(facts)).toBe(form);
});

test('a form that has worked tells of itself, and the second one of the first, which was tried before', () => {
  expect(factsOfForm('no-path')).toStrictEqual({ [WITHOUT]: 'works' });
  expect(factsOfForm('colon-path')).toStrictEqual({ [WITHOUT]: 'refused', [COLON]: 'works' });
});
