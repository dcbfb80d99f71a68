import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { OmniSession } from '../../src/omni/session.ts';
import { attribute } from '../push/arbitraries.ts';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const region = attribute({ id: 'a1' });
const user = { id: 'u1', userName: 'analyst.one@acme.example' };
const values = new Map([['region', 'emea']]);

type Write = (session: OmniSession, ready?: () => Promise<void>) => Promise<unknown>;

describe.each<[string, string, string, Write]>([
  ['an update', 'PUT', `${ATTRIBUTES}/a1`, (session, ready) => session.updateAttribute(region, { label: 'x' }, ready)],
  ['a delete', 'DELETE', `${ATTRIBUTES}/a1`, (session, ready) => session.deleteAttribute(region, ready)],
  ['a patch', 'PATCH', `${USERS}/u1`, (session, ready) => session.patchUser(user, values, ready)],
])('%s', (_, method, path, write) => {
  test('is asked about each time that it is about to leave', async () => {
    const omni = new OmniUnderTest();
    const asked: unknown[] = [];
    for (const status of [429, 200]) nock(ORIGIN).intercept(path, method).reply(status, {});
    await omni.run((session) => write(session, async () => void asked.push(omni.statuses)));
    expect(asked).toEqual([[], [429]]);
    expect(omni.statuses).toEqual([429, 200]);
  });

  test('does not leave where it is said no to', async () => {
    const omni = new OmniUnderTest();
    const no = new RangeError('a later wish has come');
    const outcome = omni.run((session) => write(session, () => Promise.reject(no)));
    await expect(outcome).rejects.toBe(no);
    expect(omni.exchanges).toEqual([]);
  });

  test('leaves where nobody is to be asked', async () => {
    const omni = new OmniUnderTest();
    nock(ORIGIN).intercept(path, method).reply(200, {});
    await omni.run((session) => write(session));
    expect(omni.statuses).toEqual([200]);
  });
});
