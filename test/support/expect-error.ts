import { expect } from '@jest/globals';
import type { ErrorBody } from '../../src/errors/connector-error.ts';
import type { ErrorCode } from '../../src/errors/error-codes.ts';
import { validatorOf } from '../../src/schema/validator.ts';
import type { Answer } from './connector.ts';

const isErrorBody = validatorOf('error.json');

/** Whether an answer is an error as the contract has it: the whole body, and headers that say the same. */
export function expectErrorAnswer({ status, body, headers }: Answer): void {
  isErrorBody(body);
  expect({ body, problems: isErrorBody.errors ?? [] }).toEqual({ body, problems: [] });
  expect(body.statusCode).toBe(status);
  expect(body.requestId).toBe(headers['x-request-id']);
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(headers['retry-after']).toBe(body.retryable ? String(body.retryAfterSeconds) : undefined);
  expect(body.retryAfterSeconds > 0).toBe(body.retryable);
  // A field may be called "?", and its name stands in the message.
  const named: string[] = body.details.map(({ path }: { path: string }) => path).filter((path: string) => path !== '');
  const sentences = named.reduce((text, path) => text.replaceAll(path, ''), `${body.message} ${body.fix}`);
  expect(sentences).not.toMatch(/(^|\s)\?/); // a placeholder that nobody filled
  expect(body.fix).not.toBe('');
}

/** An error with this code; returns its body for a closer look. */
export function expectError(answer: Answer, status: number, code: ErrorCode): ErrorBody {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expectErrorAnswer(answer);
  return answer.body;
}
