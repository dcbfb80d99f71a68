import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

const start = useConnector();
let under: ConnectorUnderTest;

beforeEach(async () => {
  under = await start();
  under.omni.addUser({ userName: 'ada@acme.example' });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
});

const WRITE = { userName: 'ada@acme.example', values: { region: 'emea' } };
const CREATE = { reference: 'blob_entity', label: 'Blob Entity', type: 'string' };
const manyValues = Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`ref_${i}`, 'x']));

describe('a body that does not match is refused with the field, the rule and a way out', () => {
  test.each<[what: string, action: string, body: object, path: string, message: RegExp]>([
    ['an unknown field', 'set-user-values', { ...WRITE, colour: 'red' }, '/colour', /^is not a known field$/],
    ['an unknown field with a slash', 'ping', { 'a/b~c': 1 }, '/a~1b~0c', /^is not a known field$/],
    ['dryRun misspelled', 'set-user-values', { ...WRITE, dryrun: true }, '/dryrun', /did you mean dryRun\?\)$/],
    ['dryRun misspelled', 'create-attribute', { ...CREATE, dry_run: true }, '/dry_run', /did you mean dryRun\?\)$/],
    ['dryRun as another word', 'set-user-values', { ...WRITE, dryRun: 'yes' }, '/dryRun', /^must be true or false$/],
    ['dryRun as null', 'set-user-values', { ...WRITE, dryRun: null }, '/dryRun', /^must be true or false$/],
    ['a missing field', 'set-user-values', { values: {} }, '/userName', /^is missing$/],
    ['a missing field', 'create-attribute', { label: 'x', type: 'string' }, '/reference', /^is missing$/],
    ['a user name as a number', 'read-user', { userName: 7 }, '/userName', /^must be text$/],
    ['a user name without @', 'read-user', { userName: 'ada' }, '/userName', /^does not have the right form/],
    [
      'filter syntax as a user name',
      'read-user',
      { userName: 'a@b.example" or userName co "' },
      '/userName',
      /^does not have the right form/,
    ],
    ['an overlong user name', 'read-user', { userName: `${'a'.repeat(300)}@b.example` }, '/userName', /254 characters/],
    ['a path as a reference', 'create-attribute', { ...CREATE, reference: '../users' }, '/reference', /right form/],
    ['quotes in a reference', 'create-attribute', { ...CREATE, reference: 'a"b' }, '/reference', /right form/],
    ['a path as a reference', 'set-user-values', { ...WRITE, values: { 'a/b': 'x' } }, '/values', /"a\/b"/],
    ['a colon in a reference', 'set-user-values', { ...WRITE, values: { 'urn:x': 'y' } }, '/values', /"urn:x"/],
    ['an empty reference', 'set-user-values', { ...WRITE, values: { '': 'y' } }, '/values', /""/],
    ['too many values', 'set-user-values', { ...WRITE, values: manyValues }, '/values', /128/],
    [
      'an overlong value',
      'set-user-values',
      { ...WRITE, values: { region: 'x'.repeat(16_385) } },
      '/values/region',
      /16384/,
    ],
    [
      'an object as a value',
      'set-user-values',
      { ...WRITE, values: { region: {} } },
      '/values/region',
      /^must be text or/,
    ],
    ['a list in a list', 'set-user-values', { ...WRITE, values: { region: [['x']] } }, '/values/region/0', /^must be/],
    ['null in a list', 'set-user-values', { ...WRITE, values: { region: [null] } }, '/values/region/0', /^must be/],
    ['values as text', 'set-user-values', { ...WRITE, values: 'region=emea' }, '/values', /^must be an object$/],
    [
      'an unknown word',
      'set-user-values',
      { ...WRITE, emptyText: 'drop' },
      '/emptyText',
      /one of error, clear, ignore/,
    ],
    ['an unknown type', 'create-attribute', { ...CREATE, type: 'date' }, '/type', /one of string, number/],
    ['a time without zone', 'set-user-values', { ...WRITE, eventTime: '2026-11-03' }, '/eventTime', /right form/],
    [
      'a field inside a list',
      'ensure-attributes',
      { attributes: [{ ...CREATE, Label: 'x' }] },
      '/attributes/0/Label',
      /label/,
    ],
  ])('%s (%s)', async (_what, action, body, path, message) => {
    const { details, message: sentence } = expectError(await under.call(action, body), 400, 'BODY_INVALID');
    const detail = details.find((one) => one.path === path);
    expect(detail?.message).toMatch(message);
    expect(sentence).toContain(action);
    expect(under.omniCalls()).toEqual([]);
  });
});

test('every wrong field is named, at most twenty', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`wrong_${i}`, 1]));
  const { details } = expectError(await under.call('ping', unknown), 400, 'BODY_INVALID');
  expect(details).toHaveLength(20);
});

const name = (key: string): string => JSON.stringify(key);

test.each([
  ['a field of 1.9 MB', `{"${'x'.repeat(1_900_000)}":1}`],
  ['a key of 0.9 MB that is named twice', `{"${'x'.repeat(900_000)}":1,"${'x'.repeat(900_000)}":1}`],
  ['a field that a terminal obeys', `{${name('evil\u001b[2K')}:1}`],
  ['a key that a terminal obeys, named twice', `{${name('evil\u001b[2K')}:1,${name('evil\u001b[2K')}:1}`],
])('%s does not come back', async (_what, body) => {
  const answer = await under.call('ping', body, { 'content-type': 'application/json' });
  expect(answer.status).toBe(400);
  expect(answer.text.length).toBeLessThan(1_500);
  for (const said of [answer.body.message, ...answer.body.details.map((one: { path: string }) => one.path)])
    expect(said).not.toMatch(/\p{Cc}/u);
});

test('no refusal repeats a value that was sent', async () => {
  const values = { region: { secret: 'planted-value' } };
  const { body } = await under.call('set-user-values', {
    userName: 'planted-value',
    values,
    emptyText: 'planted-value',
  });
  expect(body.details).toHaveLength(3);
  expect(JSON.stringify(body)).not.toContain('planted-value');
});

const spoiled = [
  ['half a surrogate pair', '\ud800'],
  ['a NUL character', 'a\u0000b'],
] as const;

test.each(spoiled)('%s is refused wherever it stands: it would not arrive as it was sent', async (_what, text) => {
  for (const [body, path] of [
    [{ ...WRITE, values: { region: text } }, '/values/region'],
    [{ ...WRITE, values: { region: ['x', text] } }, '/values/region/1'],
    [{ ...WRITE, userName: `${text}@acme.example` }, '/userName'],
    [{ ...WRITE, [text]: 'x' }, ''],
  ] as const) {
    const answer = await under.call('set-user-values', body, { 'idempotency-key': 'key-1' });
    expect(expectError(answer, 400, 'BODY_NOT_JSON').details).toMatchObject([{ path }]);
  }
  expect(under.omniCalls()).toEqual([]);
});

test('every character that can be seen arrives as it was sent', async () => {
  const text = ' "\\%_\u3000\uffff😀é ';
  await under.call('set-user-values', { ...WRITE, values: { region: text } }, { 'idempotency-key': 'key-1' });
  expect(under.omni.findUser('ada@acme.example')?.values).toEqual({ region: text });
});
