import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { hangUp } from '../../src/http/hang-up.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('who is hung up on has a second to read the answer, whether they close their side or not', () => {
  const socket = new PassThrough();
  hangUp(socket);
  jest.advanceTimersByTime(999);
  expect([socket.writable, socket.destroyed]).toEqual([false, false]);
  jest.advanceTimersByTime(1);
  expect(socket.destroyed).toBe(true);
});
