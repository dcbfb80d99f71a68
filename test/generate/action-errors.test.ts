import { expect, test } from '@jest/globals';
import { actions } from '../../src/actions/registry.ts';
import { ERROR_CODES } from '../../src/error-codes.ts';
import { COMMON_ERRORS, errorsOfAction, statusesOf } from '../../src/generate/action-errors.ts';
import { sampleAction } from './sample-actions.ts';

/** Answers of the router itself, before an action is known. */
const OF_THE_ROUTER = ['ACTION_NOT_FOUND', 'ROUTE_NOT_FOUND'];

test('every code of the registry is documented as an answer of something', () => {
  const documented = new Set<string>([
    ...OF_THE_ROUTER,
    ...COMMON_ERRORS.flatMap(({ codes }) => codes),
    ...actions.flatMap(({ throws }) => throws),
  ]);
  // For the actions that set up Okta.
  documented.add('OKTA_NOT_CONFIGURED');
  expect(Object.keys(ERROR_CODES).filter((code) => !documented.has(code))).toEqual([]);
});

test('an action that asks Omni nothing cannot fail because of Omni', () => {
  const codes = [...errorsOfAction(sampleAction('ping', { omniRequests: 0, throws: [] }))];
  expect(codes.filter((code) => code.startsWith('OMNI_'))).toEqual([]);
});

test('an action without a scope cannot fail for lack of one', () => {
  expect(errorsOfAction(sampleAction('ping', { scope: undefined })).has('SCOPE_MISSING')).toBe(false);
  expect(errorsOfAction(sampleAction('ping', { scope: 'okta.setup' })).has('SCOPE_MISSING')).toBe(true);
});

test('statuses are listed once, in ascending order', () => {
  expect(statusesOf(['OMNI_TOO_SLOW', 'BODY_INVALID', 'BODY_NOT_JSON'])).toEqual([400, 504]);
});
