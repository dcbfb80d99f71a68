import { PassThrough } from 'node:stream';
import { mock } from 'node:test';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hangUp } from '../../src/http/hang-up.ts';

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
});

test('who is hung up on has a second to read the answer, whether they close their side or not', () => {
  const socket = new PassThrough();
  hangUp(socket);
  mock.timers.tick(999);
  expect([socket.writable, socket.destroyed]).toEqual([false, false]);
  mock.timers.tick(1);
  expect(socket.destroyed).toBe(true);
});
