import { describe, expect, test } from '@jest/globals';
import { answerStatus } from '../../src/actions/action.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { JsonSchema } from '../../src/schema/validator.ts';
import { actionsPage } from '../../tools/generate/actions-page.ts';
import { openapi } from '../../tools/generate/openapi.ts';
import { readPackageFacts } from '../../tools/generate/package-facts.ts';
import { components, sampleAction } from '../tools/generate/sample-actions.ts';

type Changes = Parameters<typeof sampleAction>[1];
type Response = { $ref?: string; content?: Record<string, { schema: JsonSchema; example?: unknown }> };
interface Document {
  readonly paths: Readonly<Record<string, { post: { responses: Record<string, Response> } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const documentOf = (changes: Changes): Document =>
  openapi([sampleAction('push-users', changes)], components, readPackageFacts()) as unknown as Document;
const responsesOf = (changes: Changes) => documentOf(changes).paths['/v1/actions/push-users']?.post.responses ?? {};
const jsonOf = (response: Response | undefined) => response?.content?.['application/json'];

describe('an action whose work may go on after its answer', () => {
  const accepted = (output: unknown): boolean => (output as { status: string }).status !== 'done';

  test('is answered 202 exactly when its output says so', () => {
    expect(answerStatus({ accepted }, { status: 'running' })).toBe(202);
    expect(answerStatus({ accepted }, { status: 'done' })).toBe(200);
    expect(answerStatus({}, { status: 'running' })).toBe(200);
  });

  test('has 202 in the OpenAPI document, with the body of 200', () => {
    const responses = responsesOf({ accepted });
    expect(jsonOf(responses['202'])?.schema).toEqual({ $ref: '#/components/schemas/PushUsersOutput' });
    expect(jsonOf(responses['202'])?.schema).toEqual(jsonOf(responses['200'])?.schema);
    expect(Object.keys(responsesOf({}))).not.toContain('202');
  });

  test('shows its example at the status that it is answered with', () => {
    const isExampleAt = (changes: Changes) =>
      ['200', '202'].map((status) => jsonOf(responsesOf(changes)[status])?.example !== undefined);
    expect(isExampleAt({ accepted: () => true })).toEqual([false, true]);
    expect(isExampleAt({ accepted: () => false })).toEqual([true, false]);
  });

  test('says so in docs/actions.md', () => {
    const page = (changes: Changes) => actionsPage([sampleAction('push-users', changes)], components);
    expect(page({ accepted })).toContain('- Answer: 200, or 202 while the work goes on as a job\n');
    expect(page({})).not.toContain('202');
  });
});

describe('a failure that carries the output', () => {
  const output = { jobId: 'job', total: 3, message: 'of the output', code: 'OF_THE_OUTPUT', statusCode: 200 };
  const error = new ConnectorError('ROWS_FAILED', { failed: 1, total: 3 }, [], { output });

  test('has the fields of both, and where they meet those of the error', () => {
    const plain = new ConnectorError('ROWS_FAILED', { failed: 1, total: 3 }).body('request');
    expect(plain).toMatchObject({ statusCode: 422, code: 'ROWS_FAILED', message: '1 of 3 rows failed.' });
    expect(error.body('request')).toEqual({ jobId: 'job', ...plain, total: 3 });
  });

  test('keeps its cause beside the output', () => {
    const cause = new Error('why');
    expect(new ConnectorError('ROWS_FAILED', { failed: 1, total: 3 }, [], { cause, output })).toMatchObject({
      cause,
      output,
    });
  });

  test('is described with the fields of both, of which only those of the error are always there', () => {
    const document = documentOf({ throws: ['ROWS_FAILED'] });
    const response = document.paths['/v1/actions/push-users']?.post.responses['422'];
    expect(jsonOf(response)?.schema).toEqual({ $ref: '#/components/schemas/PushUsersFailure' });
    const { PushUsersFailure, ErrorBody, PushUsersOutput } = document.components.schemas;
    expect(PushUsersFailure?.properties).toEqual({
      ...(PushUsersOutput?.properties as object),
      ...(ErrorBody?.properties as object),
    });
    expect(PushUsersFailure?.required).toEqual(ErrorBody?.required);
  });

  test('is described for no action without such a code', () => {
    const responses = responsesOf({ throws: ['USER_INACTIVE'] });
    expect(responses['422']).toEqual({ $ref: '#/components/responses/UnprocessableEntity' });
  });

  test('is named in docs/actions.md', () => {
    const page = actionsPage([sampleAction('push-users', { throws: ['ROWS_FAILED', 'USER_INACTIVE'] })], components);
    expect(page).toContain('- 422 `ROWS_FAILED`, with the fields of the output as well\n- 422 `USER_INACTIVE`\n');
  });
});
