import { expect, test } from '@jest/globals';
import { actions } from '../../../src/actions/registry.ts';
import { CONSOLE_ERRORS } from '../../../src/errors/console-errors.ts';
import { ERROR_CODES, type ErrorCode } from '../../../src/errors/error-codes.ts';
import { COMMON_ERRORS, errorsOfAction, statusesOf } from '../../../tools/generate/action-errors.ts';
import { sampleAction } from './sample-actions.ts';

/** Codes that no action throws, and where a caller meets them. */
const ELSEWHERE: Readonly<Partial<Record<ErrorCode, string>>> = {
  ACTION_NOT_FOUND: 'answered before an action is known',
  ROUTE_NOT_FOUND: 'answered before an action is known',
  ROW_CONTRADICTS: 'told per row, in the results of a push',
  ROW_SUPERSEDED: 'told per row, in the results of a push',
  UNDO_CHANGED_SINCE: 'told per row, in the results of a push',
  UNDO_BEFORE_UNKNOWN: 'told per row, in the results of a push',
  VALUE_NOT_APPLIED: 'told per row, in the results of a push',
  REQUEST_MALFORMED: 'answered before there is a request',
  REQUEST_TIMEOUT: 'answered before there is a request',
  HEADERS_TOO_LARGE: 'answered before there is a request',
  METRICS_TOKEN_REFUSED: 'answered by /metrics',
  HOOK_SECRET_REFUSED: 'answered by the target of the event hook',
  HOOK_BODY_INVALID: 'answered by the target of the event hook',
  OKTA_BUSY: 'told per step, in the answer of setup-synced-attribute',
  OKTA_NOT_VISIBLE_YET: 'told per step, in the answer of setup-synced-attribute',
  OKTA_USER_NOT_ASSIGNED: 'told per row, in the results of set-okta-values',
  OKTA_USER_NOT_FOUND: 'told per row, in the results of set-okta-values',
  OKTA_VARIABLE_UNKNOWN: 'told per row, in the results of set-okta-values',
  OKTA_VARIABLE_NOT_SETTABLE: 'told per row, in the results of set-okta-values',
  OKTA_VARIABLE_PROTECTED: 'told per row, in the results of set-okta-values',
  OKTA_VALUE_NOT_ALLOWED: 'told per row, in the results of set-okta-values',
  OKTA_VALUE_NOT_APPLIED: 'told per row, in the results of set-okta-values',
  GROUPS_UNREADABLE: 'told per attribute, in the answer of sync-user and the rows of report-drift',
  RESTORED: 'told per job, as the causeCode of a pause',
  ATTRIBUTE_REPEATED: 'told per attribute, in the results of ensure-attributes',
};

test('every code of the registry is one that a caller can meet', () => {
  const met = new Set<string>([
    ...Object.keys(ELSEWHERE),
    // Shown by the console.
    ...Object.keys(CONSOLE_ERRORS),
    ...COMMON_ERRORS.flatMap(({ codes }) => codes),
    ...actions.flatMap(({ throws }) => throws),
  ]);
  expect(Object.keys(ERROR_CODES).filter((code) => !met.has(code))).toEqual([]);
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
