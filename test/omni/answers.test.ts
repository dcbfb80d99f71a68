import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isKeyRefusal, isMissingRoute, omniMessage, redact, refusal } from '../../src/omni/answers.ts';
import { RUNS } from '../support/runs.ts';
import { answer } from './answer.ts';

describe("Omni's own words about a failure", () => {
  test.each<[string, unknown, string]>([
    ['detail', { detail: 'Bad Request: label: Required', status: 400 }, 'Bad Request: label: Required'],
    ['message', { message: 'Invalid role' }, 'Invalid role'],
    ['error', { error: 'Invalid role' }, 'Invalid role'],
    ['error.message', { error: { message: 'Invalid role' } }, 'Invalid role'],
    ['the first of errors', { errors: ['Invalid role', 'x'] }, 'Invalid role'],
    ['the message of the first of errors', { errors: [{ message: 'Invalid role' }] }, 'Invalid role'],
    ['a SCIM error', { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], detail: 'No', status: '404' }, 'No'],
    ['detail before message', { message: 'x', detail: 'Invalid role' }, 'Invalid role'],
    ['message after an empty detail', { detail: '', message: 'Invalid role' }, 'Invalid role'],
    ['plain text', 'Invalid method', 'Invalid method'],
    ['one line', { detail: ' Two\n lines.\t' }, 'Two lines'],
    ['no closing full stop, since a sentence follows', { detail: 'Invalid role.' }, 'Invalid role'],
    ['300 characters', { detail: 'x'.repeat(400) }, 'x'.repeat(300)],
    ['nothing of an HTML page', '\n <html><body>secret</body></html>', 'status 422 without a message'],
    ['nothing of an empty body', '', 'status 422 without a message'],
    ['nothing of a number', { detail: 7 }, 'status 422 without a message'],
    ['no other full stop', { detail: 'Use v1.2 now.' }, 'Use v1.2 now'],
    ['nothing of a number in a list', { errors: [{ message: 7 }] }, 'status 422 without a message'],
    ['nothing of an empty list', { errors: [] }, 'status 422 without a message'],
    ['nothing of null', null, 'status 422 without a message'],
    ['nothing of a list', [1], 'status 422 without a message'],
  ])('are %s', (_, body, message) => {
    expect(omniMessage(answer(422, body), undefined)).toBe(message);
  });

  test('may be a bare JSON text', () => {
    expect(omniMessage({ ...answer(404), json: 'No such user', text: '"No such user"' }, undefined)).toBe(
      'No such user',
    );
  });
});

describe('what was sent is taken out of them', () => {
  test.each<[string, string, unknown, string]>([
    ['a value', 'emea is not allowed', { a: 'emea' }, '… is not allowed'],
    ['every time', 'emea, emea', { a: 'emea' }, '…, …'],
    ['the longer of two first', 'emea-north', ['emea', 'emea-north'], '…'],
    ['a number', 'got 4711', { Operations: [{ value: { urn: { n: 4711 } } }] }, 'got …'],
    ['a value that Omni shows as JSON', 'got "say \\"hi\\""', { a: 'say "hi"' }, 'got "…"'],
    ['a value with several blanks', 'got one  two', { a: 'one  two' }, 'got …'],
    ['a value whose blanks Omni runs together', 'got one two', { a: 'one  two' }, 'got …'],
    ['a value whose outer blanks Omni leaves out', 'got "one two"', { a: ' one  two ' }, 'got "…"'],
    ['a single letter where it stands alone', 'Y is not in {Yes, No}: Y', { a: 'Y' }, '… is not in {Yes, No}: …'],
    ['a single digit where it stands alone', 'got 7, not 17', { a: 7 }, 'got …, not 17'],
    ['a single sign', 'got *', { a: '*' }, 'got …'],
    ['nothing for blanks', 'a b', { a: ' ', b: '' }, 'a b'],
    ['nothing for true and null', 'true null', { a: true, b: null }, 'true null'],
    ['nothing when nothing was sent', 'emea', undefined, 'emea'],
  ])('%s', (_, text, sent, clean) => {
    expect(redact(text, sent)).toBe(clean);
  });

  test('before they are cut to length, so that no half of a value stays', () => {
    const value = 'v'.repeat(50);
    const said = omniMessage(answer(400, { detail: `${'x '.repeat(140)}${value}` }), { value });
    expect(said).not.toContain('v');
  });

  test('whatever it was', () => {
    const word = fc
      .string({ minLength: 2, maxLength: 20 })
      .filter((text) => text.trim().length > 1 && !text.includes('…'));
    fc.assert(
      fc.property(
        word,
        fc.constantFrom((text: string) => text, JSON.stringify),
        (value, quote) => {
          const said = omniMessage(answer(400, { detail: `<< ${quote(value)} >>` }), { a: { b: [value] } });
          expect(said.replace(/^<< "?|"? >>$/g, '')).toBe('…');
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('an answer that is not wanted', () => {
  test.each([301, 302, 307])('of status %i is a redirect that was not followed', (status) => {
    expect(refusal(answer(status), undefined)).toMatchObject({
      code: 'OMNI_UNEXPECTED_ANSWER',
      facts: { problem: `a redirect (status ${status})` },
    });
  });

  test('names its status, and hides what was sent', () => {
    expect(refusal(answer(409, { detail: 'emea exists' }), { a: 'emea' })).toMatchObject({
      code: 'OMNI_REFUSED',
      facts: { detail: '… exists', status: 409 },
    });
  });

  test.each<[number, unknown, boolean]>([
    [404, undefined, true],
    [405, undefined, true],
    [400, { detail: 'Invalid method' }, true],
    [400, 'invalid METHOD', true],
    [400, { detail: 'Bad Request: label: Required' }, false],
    [403, { detail: 'Invalid method' }, false],
    [200, undefined, false],
  ])('of status %i with %j is a route that the instance lacks: %s', (status, body, missing) => {
    expect(isMissingRoute(answer(status, body))).toBe(missing);
  });

  test.each<[number, string, boolean]>([
    [401, '', true],
    [403, '', true],
    [400, 'Authorization: Invalid', true],
    [400, 'Bad Request: authorization: Required', true],
    [400, 'Invalid API key', true],
    [400, 'Bad Request: label: authorization: is no label', false],
    [404, 'Invalid API key', false],
    [422, 'Invalid bearer token', false],
  ])('of status %i with %j is that of the key: %s', (status, detail, key) => {
    expect(isKeyRefusal(answer(status, { detail }))).toBe(key);
    expect(refusal(answer(status, { detail }), undefined).code).toBe(key ? 'OMNI_KEY_REFUSED' : 'OMNI_REFUSED');
  });
});
