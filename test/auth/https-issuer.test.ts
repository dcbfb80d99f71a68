import { expect, test } from '@jest/globals';
import nock from 'nock';
import { createTokenGuard } from '../../src/auth/token-guard.ts';
import { systemClock } from '../../src/base/clock.ts';
import { useNock } from '../support/nock.ts';
import { AUDIENCE, CLIENT_ID, setTheScene } from './set-up.ts';

useNock();

test('with an https issuer tokens are admitted, and as with http on loopback nothing is said on the console', async () => {
  const issuer = 'https://acme.okta.com/oauth2/default';
  const { server, printed, end } = await setTheScene();
  nock('https://acme.okta.com')
    .get('/oauth2/default/v1/keys')
    .reply(200, await (await fetch(`${server.issuer}/v1/keys`)).text());

  const guard = createTokenGuard({ issuer, audience: AUDIENCE, clientIds: [CLIENT_ID], clock: systemClock });
  await guard.start();
  const token = await server.signToken({ iss: issuer });
  await expect(guard.check(`Bearer ${token}`, 1)).resolves.toMatchObject({ clientId: CLIENT_ID });

  expect(printed()).toEqual([]);
  guard.stop();
  await end();
});
