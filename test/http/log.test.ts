import { hostname } from 'node:os';
import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createLog } from '../../src/base/log.ts';
import { version } from '../../src/base/version.ts';

function lineOf(fields: object): Record<string, unknown> {
  let line = '';
  const sink = new Writable({
    write: (text: Buffer, _encoding, done) => {
      line += text.toString();
      done();
    },
  });
  createLog('info', sink).info(fields, 'said');
  return JSON.parse(line);
}

test('a line is JSON with level, time and message, and says which replica of which version has written it', () => {
  const line = lineOf({ requestId: 'r' });
  expect(Object.keys(line)).toEqual(['level', 'time', 'host', 'version', 'requestId', 'msg']);
  expect(line).toMatchObject({ host: hostname(), version });
});

test('an error tells its kind, code, message and causes, and none of its other properties', () => {
  const statement = Object.assign(new Error('the row is refused'), { code: '23514', detail: 'emea', params: ['emea'] });
  const { err } = lineOf({ err: new TypeError('it failed', { cause: statement }) });
  expect(err).toMatchObject({
    type: 'TypeError',
    message: 'it failed',
    cause: { code: '23514', message: 'the row is refused' },
  });
  expect(JSON.stringify(err)).not.toContain('emea');
});

test('causes that go round in a circle end', () => {
  const one = new Error('one');
  one.cause = new Error('two', { cause: one });
  expect(lineOf({ err: one })).toMatchObject({ err: { message: 'one', cause: { message: 'two' } } });
});

test('objects that were logged by mistake lose what could be secret', () => {
  const mistake = {
    authorization: 'planted',
    token: 'planted',
    values: { region: 'planted' },
    config: { key: 'planted' },
  };
  expect(JSON.stringify(lineOf({ mistake }))).not.toContain('planted');
});
