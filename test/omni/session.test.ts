import { expect, test } from '@jest/globals';
import nock from 'nock';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, useWholeNock } from './omni-under-test.ts';

useWholeNock();

test('a call knows by when it has to be answered, how many requests it has sent, and in words what it has done', async () => {
  nock(ORIGIN).get(ATTRIBUTES).twice().reply(200, { records: [] });
  await new OmniUnderTest().run(async (session) => {
    const now = () => [session.deadline, session.sent, session.done];
    expect(now()).toEqual([Number.POSITIVE_INFINITY, 0, 'nothing was written']);
    await session.listAttributes(0);
    await session.listAttributes(0);
    session.progress('one value was written');
    expect(now()).toEqual([Number.POSITIVE_INFINITY, 2, 'one value was written']);
  });
});
