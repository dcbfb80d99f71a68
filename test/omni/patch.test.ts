import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { UncertainOutcome } from '../../src/omni/requester.ts';
import type { WireValue } from '../../src/omni/wire-value.ts';
import { OmniUnderTest, ORIGIN, URN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const user = { id: 'u1', userName: 'analyst.one@acme.example' };
const values = new Map<string, WireValue>([
  ['sales_area', 'emea'],
  ['old_flag', null],
]);
const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
const noPath = { schemas, Operations: [{ op: 'replace', value: { [URN]: { sales_area: 'emea', old_flag: null } } }] };
const colonPath = {
  schemas,
  Operations: [
    { op: 'replace', path: `${URN}:sales_area`, value: 'emea' },
    { op: 'replace', path: `${URN}:old_flag`, value: null },
  ],
};

const expects = (body: nock.RequestBodyMatcher, status: number, answer: object = {}) =>
  nock(ORIGIN).patch(`${USERS}/u1`, body).reply(status, answer);
const patch = (omni: OmniUnderTest) => omni.run((session) => session.patchUser(user, values));
const refused = (omni: OmniUnderTest) => omni.refusal((session) => session.patchUser(user, values));

describe('an instance that takes the form without a path', () => {
  test('is never sent the other one', async () => {
    const omni = new OmniUnderTest();
    for (const status of [200, 204]) {
      expects(noPath, status);
      expect(await patch(omni)).toBe('no-path');
    }
    expect(omni.exchanges).toHaveLength(2);
  });
});

describe('an instance that takes the colon path only', () => {
  test('is sent that one after a 400, and first from then on, once it was seen to have an effect', async () => {
    const omni = new OmniUnderTest();
    for (let count = 0; count < 2; count += 1) {
      expects(noPath, 400, { detail: 'Bad Request: Operations.0.path: Required' });
      expects(colonPath, 200);
      expect(await patch(omni)).toBe('colon-path');
    }
    await omni.run(async (session) => session.keepPatchForm('colon-path'));
    expects(colonPath, 200);
    expect(await patch(omni)).toBe('colon-path');
  });

  test('is sent the form without a path when it refuses the colon path after all', async () => {
    const omni = new OmniUnderTest();
    await omni.run(async (session) => session.keepPatchForm('colon-path'));
    expects(colonPath, 400);
    expects(noPath, 200);
    expect(await patch(omni)).toBe('no-path');
  });
});

describe('a refusal of both forms', () => {
  test('is told in the words of the first answer, without the values, and nothing is learnt from it', async () => {
    const omni = new OmniUnderTest();
    expects(noPath, 400, { detail: 'emea is not a number' });
    expects(colonPath, 400, { detail: 'path is wrong' });
    expect(await refused(omni)).toMatchObject({ code: 'OMNI_REFUSED', facts: { detail: '… is not a number' } });
    expects(noPath, 200);
    await patch(omni);
  });

  test('of which the second is another failure is that failure', async () => {
    const omni = new OmniUnderTest();
    expects(noPath, 400);
    expects(colonPath, 500);
    await expect(patch(omni)).rejects.toBeInstanceOf(UncertainOutcome);
  });
});

describe('the other form is not tried', () => {
  test.each([409, 422])('after a %i', async (status) => {
    const omni = new OmniUnderTest();
    expects(noPath, status, { detail: 'no' });
    expect(await refused(omni)).toMatchObject({ code: 'OMNI_REFUSED', facts: { status } });
  });

  test('after a 500, whose outcome is not known', async () => {
    const omni = new OmniUnderTest();
    expects(noPath, 500);
    await expect(patch(omni)).rejects.toBeInstanceOf(UncertainOutcome);
  });

  test('after a 400 about the key', async () => {
    const omni = new OmniUnderTest();
    const detail = 'Bad Request: Authorization: Invalid';
    expects(noPath, 400, { detail });
    nock(ORIGIN).get(USERS).query(true).reply(400, { detail });
    expect((await refused(omni)).code).toBe('OMNI_KEY_REFUSED');
  });
});

describe('where one form alone is tried', () => {
  test('the other one is not sent after a 400', async () => {
    const omni = new OmniUnderTest();
    expects(colonPath, 400, { detail: 'path is wrong' });
    const error = await omni.refusal((session) => session.tryingOnly('colon-path').patchUser(user, values));
    expect(error).toMatchObject({ code: 'OMNI_REFUSED', facts: { detail: 'path is wrong' } });
  });

  test('nothing is learnt of it, though it had an effect', async () => {
    const omni = new OmniUnderTest();
    expects(colonPath, 200);
    await omni.run(async (session) => {
      const trying = session.tryingOnly('colon-path');
      expect(await trying.patchUser(user, values)).toBe('colon-path');
      await trying.keepPatchForm('colon-path');
    });
    expects(noPath, 200);
    expect(await patch(omni)).toBe('no-path');
  });

  test('it is the same call', async () => {
    await new OmniUnderTest().run(async (session) => {
      const trying = session.tryingOnly('colon-path');
      trying.progress('one user was written');
      expect([session.done, trying.deadline]).toEqual(['one user was written', session.deadline]);
    });
  });
});

test('a user who is gone is told as such, and their id is forgotten', async () => {
  const omni = new OmniUnderTest();
  omni.ids.set(user.userName, 'u1');
  expects(noPath, 404);
  expect(await refused(omni)).toMatchObject({ code: 'USER_NOT_FOUND', facts: { userName: user.userName } });
  expect(omni.ids.size).toBe(0);
});
